package dev.loom.tools.sandbox;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.config.SandboxMode;
import dev.loom.contracts.config.ToolsConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A sandbox with a workspace and a home of Loom.
final class SandboxHarness {
  static final ToolsConfig.Processes LIMITS =
      new ToolsConfig.Processes(SandboxMode.AUTO, List.of(), 50, 512, 16, 1, 1, 60);

  final Path workspace;
  final Path loomHome;
  final SandboxLayout layout;
  final Sandbox sandbox;

  SandboxHarness(Path root, Sandbox sandbox, SandboxLayout layout) throws IOException {
    this.workspace = Files.createDirectories(root.resolve("workspace")).toRealPath();
    this.loomHome = layout.loomHome();
    this.layout = layout;
    this.sandbox = sandbox;
  }

  SandboxPolicy policy() {
    return new SandboxPolicy(workspace, "task", List.of(), false, false, false, LIMITS);
  }

  /// Runs a script and returns its output and errors.
  String run(SandboxPolicy policy, String script) throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder("/bin/sh", "-c", script)
            .directory(workspace.toFile())
            .redirectErrorStream(true);
    builder.environment().keySet().retainAll(List.of("PATH"));
    var process = sandbox.start(builder, policy);
    process.getOutputStream().close();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(10, TimeUnit.SECONDS));
    return output.strip();
  }

  String run(String script) throws IOException, InterruptedException {
    return run(policy(), script);
  }
}
