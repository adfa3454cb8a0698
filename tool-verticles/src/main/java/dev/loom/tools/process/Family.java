package dev.loom.tools.process;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// A process and everything it started, however far that moved away: its descendants, its session,
/// and whatever carries its mark in the environment.
final class Family {
  /// A family that forks while it is being killed is gone after a few rounds; this is for the
  /// worst.
  private static final long KILLING_NANOS_MAX = 1_000_000_000;

  private static final long ROUND_NANOS = 1_000_000;

  private final Process first;
  private final String mark;
  private final long start;

  /// @param mark `NAME=value` in the environment of the first, unlike any other's
  Family(Process first, String mark) {
    this.first = first;
    this.mark = mark;
    this.start = ProcessTable.find(first.pid()).map(ProcessTable.Line::start).orElse(0L);
  }

  /// Kills all of it. Signals that can be caught would only be waited for, so it is the one that
  /// cannot.
  void kill() {
    var end = System.nanoTime() + KILLING_NANOS_MAX;
    var members = members();
    while (!members.isEmpty() && System.nanoTime() - end < 0) {
      members.forEach(ProcessHandle::destroyForcibly);
      LockSupport.parkNanos(ROUND_NANOS);
      members = members();
    }
  }

  private Set<ProcessHandle> members() {
    var members = new HashSet<ProcessHandle>();
    if (first.isAlive()) {
      first.descendants().filter(Family::isAlive).forEach(members::add);
      members.add(first.toHandle());
    }
    for (var line : ProcessTable.living()) {
      if (isMember(line)) {
        ProcessHandle.of(line.pid()).ifPresent(members::add);
      }
    }
    return members;
  }

  private boolean isMember(ProcessTable.Line line) {
    return line.start() >= start
        && (line.session() == first.pid() || ProcessTable.hasEnvironment(line.pid(), mark));
  }

  /// A zombie nobody has buried yet counts as alive to Java.
  private static boolean isAlive(ProcessHandle handle) {
    return handle.isAlive()
        && ProcessTable.find(handle.pid()).map(ProcessTable.Line::isAlive).orElse(true);
  }
}
