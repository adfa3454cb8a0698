package dev.loom.tools.sandbox;

import java.util.ArrayList;
import java.util.List;

/// Limits that the processes of a call cannot raise: no core dumps, the size of files, and the
/// number of threads, which the kernel does not hold against root.
final class ProcessLimits {
  private static final String SCRIPT =
      "ulimit -c 0; ulimit -f \"$1\"; [ $2 = 0 ] || ulimit -u $2 2> /dev/null || ulimit -p $2;"
          + " shift 2; exec \"$@\"";
  private static final int THREADS_PER_PROCESS = 8;
  private static final long UNITS_PER_MIB = 2_048; // of 512 bytes

  private ProcessLimits() {}

  /// Returns a command line that runs a command with the limits.
  ///
  /// @param ownUsers whether only these processes count as those of the user
  static List<String> command(List<String> command, SandboxPolicy policy, boolean ownUsers) {
    var threads = ownUsers ? policy.limits().processesMax() * THREADS_PER_PROCESS : 0;
    var units = Long.toString(policy.limits().processFileMbMax() * UNITS_PER_MIB);
    var line = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "sh", units, "" + threads));
    line.addAll(command);
    return line;
  }
}
