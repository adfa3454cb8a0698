package dev.loom.tools.sandbox;

import dev.loom.contracts.config.ToolsConfig;
import dev.loom.contracts.tool.SandboxTier;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Tries to leave a sandbox.
final class SandboxSelfTest {
  private static final long SECONDS_MAX = 10;
  private static final int OUTPUT_BYTES_MAX = 500;

  /// Prints what it could do. Arguments: directory outside, process id of the engine, port of a
  /// listener of the engine, tier.
  private static final String SCRIPT =
      """
      trap '' PIPE
      { echo x > "$1/written"; } 2>/dev/null
      cat "$1/secret" >/dev/null 2>&1 && echo "reads Loom's own directory"
      cat "/proc/$2/environ" 2>/dev/null | grep -q . && echo "reads the engine's environment"
      { echo x > inside && rm inside; } 2>/dev/null || echo "cannot write in the workspace"
      { echo x > .env; } 2>/dev/null && [ "$4" = BUBBLEWRAP ] && echo "writes a protected file"
      grep -Eq '^CapEff:[[:space:]]*0+$' /proc/self/status || echo "has capabilities"
      grep -Eq '^Seccomp:[[:space:]]*2$' /proc/self/status || echo "has no system call filter"
      if [ "$4" = LANDLOCK ]; then
        kill -0 "$2" 2>/dev/null && echo "signals the engine"
      else
        [ "$(readlink /proc/self/ns/pid)" = "$5" ] && echo "sees the engine's processes"
        [ "$(readlink /proc/self/ns/net)" = "$6" ] && echo "uses the network"
      fi
      if command -v bash >/dev/null; then
        bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$0"' "$3" 2>/dev/null && echo "connects to the engine"
      fi
      echo done
      """;

  private static final ToolsConfig.Processes LIMITS = ToolsConfig.Processes.defaults();

  private SandboxSelfTest() {}

  /// Returns why the sandbox does not hold, empty if it does.
  static String findWeakness(Sandbox sandbox, SandboxLayout layout) throws InterruptedException {
    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var directory = layout.loomHome().resolve("sandbox").resolve("self-test");
      var workspace = Files.createDirectories(directory.resolve("workspace"));
      Files.writeString(directory.resolve("secret"), "");
      Files.writeString(workspace.resolve(".env"), "");
      var policy =
          new SandboxPolicy(workspace, "self-test", List.of(), false, false, false, LIMITS);
      var output = run(sandbox, policy, arguments(sandbox.tier(), directory, listener));
      if (Files.deleteIfExists(directory.resolve("written"))) {
        return "writes outside the workspace";
      }
      return output.strip().equals("done")
          ? ""
          : output.replaceAll("\\s*done\\s*$", "").strip().replace("\n", ", ");
    } catch (IOException failure) {
      return String.valueOf(failure.getMessage());
    }
  }

  private static List<String> arguments(SandboxTier tier, Path directory, ServerSocket listener)
      throws IOException {
    var namespaces = Path.of("/proc/self/ns");
    return List.of(
        "/bin/sh",
        "-c",
        SCRIPT,
        "sh",
        directory.toString(),
        "" + ProcessHandle.current().pid(),
        "" + listener.getLocalPort(),
        tier.name(),
        Files.readSymbolicLink(namespaces.resolve("pid")).toString(),
        Files.readSymbolicLink(namespaces.resolve("net")).toString());
  }

  private static String run(Sandbox sandbox, SandboxPolicy policy, List<String> command)
      throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder(command)
            .directory(policy.workspace().toFile())
            .redirectErrorStream(true);
    builder.environment().keySet().retainAll(List.of("PATH", "LANG"));
    var process = sandbox.start(builder, policy);
    try {
      process.getOutputStream().close();
      if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
        return "it did not start a process within " + SECONDS_MAX + " s";
      }
      var output = process.getInputStream().readNBytes(OUTPUT_BYTES_MAX);
      return output.length == 0
          ? "it ended with " + process.exitValue()
          : new String(output, StandardCharsets.ISO_8859_1);
    } finally {
      process.destroyForcibly();
    }
  }
}
