package dev.loom.tools.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A sandbox and what it allows the processes of a call.
public record Confinement(Sandbox sandbox, SandboxPolicy policy) {
  private static final int FILE_MB_MAX = 8_192;

  /// Returns the confinement of processes that nothing confines.
  public static Confinement none(Path directory) {
    return new Confinement(
        new UnconfinedProcesses(),
        new SandboxPolicy(directory, "", List.of(), false, false, false, FILE_MB_MAX));
  }

  /// Starts a process; see [Sandbox#start].
  public Process start(ProcessBuilder builder) throws IOException, InterruptedException {
    return sandbox.start(builder.directory(policy.workspace().toFile()), policy);
  }
}
