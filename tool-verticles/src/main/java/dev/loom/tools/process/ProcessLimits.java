package dev.loom.tools.process;

import dev.loom.contracts.config.ToolsConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/// Limits that the processes of a call and all that they start cannot raise: no core dumps, the
/// size of files, and the number of threads, which the kernel does not hold against root.
///
/// Two further limits, which Linux has but does not enforce, are used as an id by which processes
/// are found that cleared their environment and whose parents have ended. Their sum is constant, so
/// that a process which lowers them is noticed.
final class ProcessLimits {
  /// Arguments: blocks of a file, threads or 0, KiB and locks of the id or 0, command line.
  /// `ulimit` has different options for threads and locks in different shells.
  private static final String SCRIPT =
      "ulimit -c 0; ulimit -f \"$1\"; [ $2 = 0 ] || ulimit -u $2 2> /dev/null || ulimit -p $2;"
          + " [ $3 = 0 ] || { ulimit -m $3; ulimit -w $4 || ulimit -x $4; } 2> /dev/null;"
          + " shift 4; exec \"$@\"";

  private static final int THREADS_PER_PROCESS = 8;
  private static final long UNITS_PER_MIB = 2_048; // of 512 bytes

  private static final Path PROC = Path.of("/proc");
  private static final String LOCKS = "Max file locks";
  private static final String RESIDENT = "Max resident set";
  private static final int NAME_LENGTH = 26;
  private static final long UNLIMITED = -1;
  private static final long SUM = 2_000_000_000_000_000L;

  /// Ids of an engine begin with nine digits of its own.
  private static final long ENGINE =
      ThreadLocalRandom.current().nextLong(100_000_000, 1_000_000_000);

  private static final int CALLS = 1_000_000;
  private static final AtomicInteger LAST_CALL = new AtomicInteger();

  /// An engine that has such limits itself, because a tool of another one started it, has no ids.
  private static final boolean HAS_IDS = isUnlimited(RESIDENT) && isUnlimited(LOCKS);

  private ProcessLimits() {}

  private static boolean isUnlimited(String name) {
    try {
      return hardLimit(read("self"), name) == UNLIMITED;
    } catch (IOException | RuntimeException missing) {
      return false;
    }
  }

  /// Returns an id for a process and all that it starts; 0 if there are none on this machine.
  static long newId() {
    return HAS_IDS ? ENGINE * CALLS + Math.floorMod(LAST_CALL.incrementAndGet(), CALLS) : 0;
  }

  /// Returns the regular expression of the line in `/proc/PID/limits` of all processes with ids of
  /// this engine.
  static String enginePattern() {
    return "^" + LOCKS + " +" + ENGINE + "[0-9]{6} ";
  }

  /// Returns a command line that runs a command with the limits.
  ///
  /// @param ownUsers whether only these processes count as those of the user
  static List<String> command(
      List<String> command, ToolsConfig.Processes limits, boolean ownUsers, long id) {
    var threads = ownUsers ? limits.processesMax() * THREADS_PER_PROCESS : 0;
    var line = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "sh"));
    for (var value :
        List.of(
            limits.processFileMbMax() * UNITS_PER_MIB,
            (long) threads,
            id == 0 ? 0 : SUM - id,
            id)) {
      line.add(value.toString());
    }
    line.addAll(command);
    return line;
  }

  /// Returns whether a process has an id, or one that it changed.
  static boolean hasId(long process, long id) {
    try {
      var limits = id == 0 ? List.<String>of() : read(Long.toString(process));
      var locks = hardLimit(limits, LOCKS);
      var resident = hardLimit(limits, RESIDENT);
      return locks != UNLIMITED
          && resident != UNLIMITED
          && (locks == id || locks + resident / 1024 < SUM);
    } catch (IOException | RuntimeException ended) {
      return false;
    }
  }

  private static List<String> read(String process) throws IOException {
    return Files.readAllLines(PROC.resolve(process).resolve("limits"), StandardCharsets.ISO_8859_1);
  }

  private static long hardLimit(List<String> limits, String name) {
    for (var line : limits) {
      if (line.startsWith(name)) {
        var value = line.substring(NAME_LENGTH).split(" +")[1];
        return value.equals("unlimited") ? UNLIMITED : Long.parseLong(value);
      }
    }
    return UNLIMITED;
  }
}
