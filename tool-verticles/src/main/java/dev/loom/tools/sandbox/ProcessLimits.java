package dev.loom.tools.sandbox;

import java.util.ArrayList;
import java.util.List;

/// Limits that the processes of a call cannot raise: no core dumps, and the size of files.
final class ProcessLimits {
  private static final String SCRIPT = "ulimit -c 0; ulimit -f \"$1\"; shift; exec \"$@\"";
  private static final long UNITS_PER_MIB = 2_048; // of 512 bytes

  private ProcessLimits() {}

  /// Returns a command line that runs a command with the limits.
  static List<String> command(List<String> command, SandboxPolicy policy) {
    var units = Long.toString(policy.fileMbMax() * UNITS_PER_MIB);
    var line = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "sh", units));
    line.addAll(command);
    return line;
  }
}
