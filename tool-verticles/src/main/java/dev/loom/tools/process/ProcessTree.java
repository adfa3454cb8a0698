package dev.loom.tools.process;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// A process and everything it started, however far that moved away: its descendants, its session,
/// and whatever carries its mark in the environment.
final class ProcessTree {
  /// A family that forks while it is being killed is gone after a few rounds; this is for the
  /// worst.
  private static final long KILL_NANOS_MAX = 1_000_000_000;

  private static final long ROUND_NANOS = 1_000_000;

  /// How often it looks again when a look was not conclusive, because processes came and went.
  private static final int INCONCLUSIVE_SCANS_MAX = 10;

  private final Process first;
  private final String mark;
  private final long start;

  /// @param mark `NAME=value` in the environment of the first, unlike any other's
  ProcessTree(Process first, String mark) {
    this.first = first;
    this.mark = "\0" + mark + "\0";
    this.start = ProcessTable.find(first.pid()).map(ProcessTable.Row::start).orElse(0L);
  }

  /// Kills all of it. Signals that can be caught would only be waited for, so it is the one that
  /// cannot.
  void kill() {
    var end = System.nanoTime() + KILL_NANOS_MAX;
    var inconclusive = 0;
    while (System.nanoTime() - end < 0) {
      var scan = scan();
      if (scan.members().isEmpty()
          && (scan.isConclusive() || ++inconclusive > INCONCLUSIVE_SCANS_MAX)) {
        return;
      }
      scan.members().forEach(ProcessHandle::destroyForcibly);
      LockSupport.parkNanos(ROUND_NANOS);
    }
  }

  private Scan scan() {
    var members = new HashSet<ProcessHandle>();
    if (first.isAlive()) {
      first.descendants().filter(ProcessTree::isAlive).forEach(members::add);
      members.add(first.toHandle());
    }
    var snapshot = ProcessTable.read();
    var isConclusive = snapshot.isComplete();
    for (var row : snapshot.rows()) {
      if (row.start() < start) {
        continue;
      }
      switch (membership(row)) {
        case MEMBER -> ProcessHandle.of(row.pid()).ifPresent(members::add);
        case UNKNOWN -> isConclusive = false;
        case OTHER -> {}
      }
    }
    return new Scan(members, isConclusive);
  }

  private Membership membership(ProcessTable.Row row) {
    if (row.session() == first.pid()) {
      // One that has just died may have had a child since the reading began.
      return row.isAlive() ? Membership.MEMBER : Membership.UNKNOWN;
    }
    if (!row.isAlive()) {
      return Membership.OTHER;
    }
    var environment = ProcessTable.environment(row.pid()).orElse("unreadable");
    if (environment.contains(mark)) {
      return Membership.MEMBER;
    }
    return environment.equals("\0\0") ? Membership.UNKNOWN : Membership.OTHER;
  }

  /// A zombie nobody has buried yet counts as alive to Java.
  private static boolean isAlive(ProcessHandle handle) {
    return handle.isAlive()
        && ProcessTable.find(handle.pid()).map(ProcessTable.Row::isAlive).orElse(true);
  }

  private enum Membership {
    MEMBER,
    OTHER,
    UNKNOWN
  }

  private record Scan(Set<ProcessHandle> members, boolean isConclusive) {}
}
