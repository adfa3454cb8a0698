package dev.loom.tools.process;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Sees to it that no process of a tool outlives the engine, however that ends.
///
/// The kernel kills only what the engine started itself. For what those started in turn there is
/// one small shell beside the engine: it waits for its standard input to end, which is when the
/// engine is gone, kills everything that carries the engine's mark, and ends.
final class OrphanReaper {
  private static final String NAME = "LOOM_ENGINE_ID";
  private static final String ID = UUID.randomUUID().toString();

  /// One program looks at all processes, because the strays go on working until they are found. A
  /// process shows no environment while it becomes another program, so only several looks in a row
  /// that find nothing mean that nothing is left.
  private static final String SCRIPT =
      """
      trap '' HUP INT TERM
      read -r never
      rounds=0
      quiet=0
      while [ $quiet -lt 5 ] && [ $rounds -lt 100 ]; do
        rounds=$((rounds + 1))
        quiet=$((quiet + 1))
        for environment in $(grep -lszxF -e "$1" /proc/[0-9]*/environ); do
          quiet=0
          pid=${environment#/proc/}
          kill -KILL "${pid%/environ}"
        done
        sleep 0.1 || sleep 1
      done
      """;

  private static Process watcher;

  private OrphanReaper() {}

  /// What goes into the environment of each process to be watched. Starts the watch when there is
  /// none; where there is no shell for it, there is none.
  static synchronized Map<String, String> mark() {
    if (watcher == null || !watcher.isAlive()) {
      watcher = start(List.of("setsid", "sh", "-c", SCRIPT, "loom-death-watch", NAME + "=" + ID));
    }
    return Map.of(NAME, ID);
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
    } catch (IOException noShell) {
      return null;
    }
  }
}
