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

  /// How often it looks again when a look was not conclusive, because processes came and went.
  private static final int DOUBTS_MAX = 10;

  private final Process first;
  private final String mark;
  private final long start;

  /// @param mark `NAME=value` in the environment of the first, unlike any other's
  Family(Process first, String mark) {
    this.first = first;
    this.mark = "\0" + mark + "\0";
    this.start = ProcessTable.find(first.pid()).map(ProcessTable.Line::start).orElse(0L);
  }

  /// Kills all of it. Signals that can be caught would only be waited for, so it is the one that
  /// cannot.
  void kill() {
    var end = System.nanoTime() + KILLING_NANOS_MAX;
    var doubts = 0;
    while (System.nanoTime() - end < 0) {
      var look = look();
      if (look.members().isEmpty() && (look.isConclusive() || ++doubts > DOUBTS_MAX)) {
        return;
      }
      look.members().forEach(ProcessHandle::destroyForcibly);
      LockSupport.parkNanos(ROUND_NANOS);
    }
  }

  private Look look() {
    var members = new HashSet<ProcessHandle>();
    if (first.isAlive()) {
      first.descendants().filter(Family::isAlive).forEach(members::add);
      members.add(first.toHandle());
    }
    var reading = ProcessTable.read();
    var isConclusive = reading.isWhole();
    for (var line : reading.lines()) {
      if (line.start() < start) {
        continue;
      }
      switch (belonging(line)) {
        case MEMBER -> ProcessHandle.of(line.pid()).ifPresent(members::add);
        case UNCLEAR -> isConclusive = false;
        case STRANGER -> {}
      }
    }
    return new Look(members, isConclusive);
  }

  private Belonging belonging(ProcessTable.Line line) {
    if (line.session() == first.pid()) {
      // One that has just died may have had a child since the reading began.
      return line.isAlive() ? Belonging.MEMBER : Belonging.UNCLEAR;
    }
    if (!line.isAlive()) {
      return Belonging.STRANGER;
    }
    var environment = ProcessTable.environment(line.pid()).orElse("unreadable");
    if (environment.contains(mark)) {
      return Belonging.MEMBER;
    }
    return environment.equals("\0\0") ? Belonging.UNCLEAR : Belonging.STRANGER;
  }

  /// A zombie nobody has buried yet counts as alive to Java.
  private static boolean isAlive(ProcessHandle handle) {
    return handle.isAlive()
        && ProcessTable.find(handle.pid()).map(ProcessTable.Line::isAlive).orElse(true);
  }

  private enum Belonging {
    MEMBER,
    STRANGER,
    UNCLEAR
  }

  private record Look(Set<ProcessHandle> members, boolean isConclusive) {}
}
