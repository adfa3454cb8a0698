package dev.loom.tools.sandbox;

import dev.loom.contracts.config.ToolsConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A sandbox and what it allows the processes of a call.
public record Confinement(Sandbox sandbox, SandboxPolicy policy) {
  private static final ToolsConfig.Processes LIMITS = ToolsConfig.Processes.defaults();

  /// Returns the confinement of processes that nothing confines.
  public static Confinement none(Path directory) {
    return new Confinement(
        new UnconfinedProcesses(),
        new SandboxPolicy(directory, "", List.of(), false, false, false, LIMITS));
  }

  /// Starts a process; see [Sandbox#start].
  public Process start(ProcessBuilder builder) throws IOException, InterruptedException {
    return sandbox.start(builder.directory(policy.workspace().toFile()), policy);
  }
}
