package dev.loom.tools.sandbox;

import dev.loom.contracts.tool.SandboxTier;
import dev.loom.tools.os.SerializedProcessStart;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Starts processes without a sandbox: each in its own session and, as far as the required programs
/// are installed, so that the kernel kills it with the engine.
///
/// The kernel sends the parent death signal when the thread that started the process ends. This
/// thread waits for the process, so it ends earlier only with the engine.
final class UnconfinedProcesses implements Sandbox {
  private static final List<List<String>> PREFIXES =
      List.of(List.of("setpriv", "--pdeathsig", "KILL", "--", "setsid"), List.of("setsid"));
  private static final long PROBE_SECONDS = 5;

  private static List<String> prefix;

  @Override
  public SandboxTier tier() {
    return SandboxTier.NONE;
  }

  @Override
  public Process start(ProcessBuilder builder, SandboxPolicy policy)
      throws IOException, InterruptedException {
    var line = new ArrayList<>(prefix());
    line.addAll(builder.command());
    return SerializedProcessStart.start(builder.command(line));
  }

  /// Returns the programs that start another one in its own session.
  static synchronized List<String> prefix() throws InterruptedException {
    if (prefix == null) {
      prefix = probe();
    }
    return prefix;
  }

  private static List<String> probe() throws InterruptedException {
    for (var candidate : PREFIXES) {
      if (works(candidate)) {
        return candidate;
      }
    }
    return List.of();
  }

  private static boolean works(List<String> candidate) throws InterruptedException {
    var line = new ArrayList<>(candidate);
    line.add("true");
    try {
      var process =
          new ProcessBuilder(line)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        return process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException ignored) {
      return false;
    }
  }
}
