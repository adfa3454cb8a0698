package dev.loom.tools.process;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// A process and all processes it started: its descendants, its session, and every process with its
/// marker in the environment or its id in the [ProcessLimits].
final class ProcessTree {
  /// Time limit for killing a tree that keeps forking.
  private static final long KILL_NANOS_MAX = 1_000_000_000;

  private static final long SCAN_INTERVAL_NANOS = 1_000_000;
  private static final long TERMINATION_SCAN_INTERVAL_NANOS = 20_000_000;

  /// Maximum number of further scans when processes started or ended during a scan.
  private static final int INCONCLUSIVE_SCANS_MAX = 10;

  /// The environment of a process that starts a program.
  private static final String DURING_EXEC = "\0\0";

  private final Process root;
  private final String marker;
  private final long id;

  /// Whether the kernel kills all processes with the first one.
  private final boolean endsWithRoot;

  private final long start;

  /// @param marker unique `NAME=value` in the environment of the first process
  /// @param id in the limits of the first process, 0 if it has none
  /// @param endsWithRoot whether the kernel kills all processes with the first one
  ProcessTree(Process root, String marker, long id, boolean endsWithRoot) {
    this.root = root;
    this.id = id;
    this.endsWithRoot = endsWithRoot;
    this.marker = "\0" + marker + "\0";
    this.start = ProcessTable.find(root.pid()).map(ProcessTable.Row::start).orElse(0L);
  }

  /// Sends SIGTERM to all processes and waits until none is left or the grace period is over.
  void terminate(Duration grace) {
    var end = System.nanoTime() + grace.toNanos();
    scan().members().stream()
        .filter(member -> !endsWithRoot || member.pid() != root.pid())
        .forEach(ProcessHandle::destroy);
    while (System.nanoTime() - end < 0 && !scan().members().isEmpty()) {
      LockSupport.parkNanos(TERMINATION_SCAN_INTERVAL_NANOS);
    }
  }

  /// Kills all processes with SIGKILL, repeatedly until a scan finds none or the time limit
  /// expires.
  void kill() {
    if (endsWithRoot) {
      root.destroyForcibly();
    }
    var end = System.nanoTime() + KILL_NANOS_MAX;
    var inconclusive = 0;
    while (System.nanoTime() - end < 0) {
      var scan = scan();
      if (scan.members().isEmpty()
          && (scan.isConclusive() || ++inconclusive > INCONCLUSIVE_SCANS_MAX)) {
        return;
      }
      scan.members().forEach(ProcessHandle::destroyForcibly);
      LockSupport.parkNanos(SCAN_INTERVAL_NANOS);
    }
  }

  /// Finds the processes, parents first: a shell whose child is killed before it writes "Killed".
  private Scan scan() {
    var members = new LinkedHashSet<ProcessHandle>();
    if (root.isAlive()) {
      members.add(root.toHandle());
      root.descendants().filter(ProcessTree::isAlive).forEach(members::add);
    }
    var snapshot = ProcessTable.read();
    var isConclusive = snapshot.isComplete();
    for (var row : snapshot.rows()) {
      if (row.start() < start) {
        continue;
      }
      var isMember = row.session() == root.pid() || hasId(row);
      var environment = row.isAlive() && !isMember ? environment(row) : "";
      if (row.isAlive() && (isMember || environment.contains(marker))) {
        ProcessHandle.of(row.pid()).ifPresent(members::add);
      } else if (isMember || environment.equals(DURING_EXEC)) {
        // A process that has just died may have started a child since the scan began.
        isConclusive = false;
      }
    }
    return new Scan(members, isConclusive);
  }

  /// Returns whether a process has the id of this tree.
  boolean hasId(ProcessTable.Row row) {
    return row.start() >= start && ProcessLimits.hasId(row.pid(), id);
  }

  private static String environment(ProcessTable.Row row) {
    return ProcessTable.environment(row.pid()).orElse("unreadable");
  }

  /// Excludes zombies, which Java reports as alive.
  private static boolean isAlive(ProcessHandle handle) {
    return handle.isAlive()
        && ProcessTable.find(handle.pid()).map(ProcessTable.Row::isAlive).orElse(true);
  }

  private record Scan(Set<ProcessHandle> members, boolean isConclusive) {}
}
