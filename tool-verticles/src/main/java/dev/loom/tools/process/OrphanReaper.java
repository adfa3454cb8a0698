package dev.loom.tools.process;

import dev.loom.tools.os.SerializedProcessStart;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Starts a shell process that outlives the engine and then kills the remaining processes of tools.
///
/// The kernel kills only direct children of the engine (see [dev.loom.tools.sandbox.Sandbox]).
/// Their descendants are killed by one shell process, the reaper. Its standard input ends when the
/// engine dies. It then kills all processes with the engine's identifier in their environment or in
/// their [ProcessLimits], and exits.
final class OrphanReaper {
  private static final String VARIABLE = "LOOM_ENGINE_ID";
  private static final String ENGINE_ID = UUID.randomUUID().toString();

  /// One `grep` scans all processes, because orphans keep running until they are found. A process
  /// has an empty environment during `exec`, so the script stops only after five scans without a
  /// match or 100 scans in total.
  private static final String SCRIPT =
      """
      trap '' HUP INT TERM
      read -r unused
      rounds=0
      quiet=0
      while [ $quiet -lt 5 ] && [ $rounds -lt 100 ]; do
        rounds=$((rounds + 1))
        quiet=$((quiet + 1))
        for file in $(grep -lszxF -e "$1" /proc/[0-9]*/environ; grep -lsE -e "$2" /proc/[0-9]*/limits); do
          quiet=0
          pid=${file#/proc/}
          kill -KILL "${pid%/*}"
        done
        sleep 0.1 || sleep 1
      done
      """;

  private static Process reaper;

  private OrphanReaper() {}

  /// Returns the environment variable that marks a process, and starts the reaper if necessary.
  /// Without `setsid` and `sh` there is no reaper.
  static synchronized Map<String, String> marker() {
    if (reaper == null || !reaper.isAlive()) {
      reaper =
          start(
              List.of(
                  "setsid",
                  "sh",
                  "-c",
                  SCRIPT,
                  "loom-orphan-reaper",
                  VARIABLE + "=" + ENGINE_ID,
                  ProcessLimits.enginePattern()));
    }
    return Map.of(VARIABLE, ENGINE_ID);
  }

  private static Process start(List<String> command) {
    var builder =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().clear();
    builder.environment().put("PATH", CleanEnvironment.DEFAULT_PATH);
    try {
      return SerializedProcessStart.start(builder);
    } catch (IOException ignored) {
      return null;
    }
  }
}
