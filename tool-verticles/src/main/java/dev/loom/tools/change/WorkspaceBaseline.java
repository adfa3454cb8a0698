package dev.loom.tools.change;

import dev.loom.contracts.id.TaskId;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// Holds the last recorded version of every path of a workspace, so that concurrent calls get
/// separate change records and each change starts where the previous one ended.
///
/// Tracked from the first scan until no process is running. A path's version changes only while the
/// path's lock is held, from reading the file until its log line is written. Scans of the workspace
/// exclude each other, but not writes. I/O happens under no lock other than the path's own.
/// Thread-safe.
final class WorkspaceBaseline {
  private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(30);

  private final ReentrantLock scanLock = new ReentrantLock();
  private final Map<String, FileVersion> recorded = new HashMap<>();
  private final Map<String, PathLock> locks = new HashMap<>();
  private final List<RunningCommand> runningCommands = new ArrayList<>();

  /// Paths locked at any time since the current scan began; the scan may have seen partial writes
  /// there.
  private final Set<String> lockedDuringScan = new HashSet<>();

  private final ScanCoverage coverage = new ScanCoverage();

  /// Whether a scan is in progress.
  private boolean scanning;

  /// Whether that scan is reading files.
  private boolean snapshotting;

  private boolean tracking;
  private boolean complete;

  /// Locks a path; waits while another call holds it.
  ///
  /// @throws IOException on timeout or interrupt
  synchronized PathLock lock(String path) throws IOException {
    await(() -> !locks.containsKey(path), path + " has been locked by another call");
    return createLock(path);
  }

  /// Locks those of the paths that were never locked since the scan began.
  synchronized List<PathLock> lockUntouched(Collection<String> paths) {
    return paths.stream()
        .filter(path -> !lockedDuringScan.contains(path))
        .map(this::createLock)
        .toList();
  }

  /// Returns the locks on these paths that others hold.
  synchronized Set<PathLock> lockedByOthers(Collection<String> paths, List<PathLock> own) {
    var ownLocks = new HashSet<>(own);
    var others = new HashSet<PathLock>();
    for (var path : paths) {
      var lock = locks.get(path);
      if (lock != null && !ownLocks.contains(lock)) {
        others.add(lock);
      }
    }
    return others;
  }

  private PathLock createLock(String path) {
    var lock = new PathLock(path);
    locks.put(path, lock);
    if (snapshotting) {
      lockedDuringScan.add(path);
    }
    return lock;
  }

  synchronized void unlock(PathLock lock) {
    locks.remove(lock.path(), lock);
    notifyAll();
  }

  synchronized boolean isLocked(String path) {
    return locks.containsKey(path);
  }

  /// Returns the recorded version of a locked path.
  ///
  /// @param now the current version
  /// @return `now` when the path is unknown
  synchronized FileVersion recorded(PathLock lock, FileVersion now) {
    return complete && coverage.covers(lock.path())
        ? recorded.getOrDefault(lock.path(), FileVersion.NOTHING)
        : now;
  }

  /// Records the version of a locked path.
  synchronized void record(PathLock lock, FileVersion now) {
    if (tracking && coverage.covers(lock.path())) {
      recorded.put(lock.path(), now);
    }
  }

  /// Returns the running command that an unrecorded difference is attributed to: the one started
  /// last, preferably of this task.
  synchronized Optional<RunningCommand> responsibleCommand(TaskId taskId) {
    return runningCommands.reversed().stream()
        .filter(command -> command.taskId().equals(taskId))
        .findFirst()
        .or(
            () ->
                runningCommands.isEmpty()
                    ? Optional.empty()
                    : Optional.of(runningCommands.getLast()));
  }

  synchronized void addCommand(RunningCommand command) {
    runningCommands.add(command);
  }

  synchronized void removeCommand(RunningCommand command) {
    runningCommands.remove(command);
    clearIfUnused();
  }

  /// Begins a scan of the workspace. [#endScan] must follow on the same thread.
  ///
  /// @return the locks of writes in progress; the scan can attribute earlier changes once they are
  ///   released
  Set<PathLock> beginScan() throws IOException {
    try {
      if (!scanLock.tryLock(LOCK_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS)) {
        throw timeout("the workspace has been scanned by another call");
      }
    } catch (InterruptedException stopped) {
      throw interrupted();
    }
    synchronized (this) {
      scanning = true;
      tracking = true;
      return Set.copyOf(locks.values());
    }
  }

  synchronized boolean areUnlocked(Set<PathLock> awaited) {
    return awaited.stream().noneMatch(lock -> locks.get(lock.path()) == lock);
  }

  synchronized void awaitUnlocked(Set<PathLock> awaited) throws IOException {
    await(() -> areUnlocked(awaited), "files have been written by other calls");
  }

  /// Starts the part of the scan that reads files.
  ///
  /// @return the recorded versions, empty when the workspace is not tracked yet
  synchronized Optional<Map<String, FileVersion>> beginSnapshot() {
    snapshotting = true;
    lockedDuringScan.addAll(locks.keySet());
    return complete ? Optional.of(Map.copyOf(recorded)) : Optional.empty();
  }

  /// @param skipped directories that were not scanned
  synchronized void endSnapshot(Set<String> skipped) {
    coverage.update(skipped, !complete);
  }

  synchronized boolean covers(String path) {
    return coverage.covers(path);
  }

  /// Sets the result of the first scan. Versions recorded by concurrent writes take precedence.
  synchronized void complete(Map<String, FileVersion> found) {
    recorded.keySet().removeIf(path -> !lockedDuringScan.contains(path) || !coverage.covers(path));
    found.forEach(
        (path, version) -> {
          if (lockedDuringScan.contains(path)) {
            recorded.putIfAbsent(path, version);
          } else {
            recorded.put(path, version);
          }
        });
    complete = true;
  }

  /// Returns the recorded versions by path.
  synchronized Map<String, FileVersion> recorded() {
    return Map.copyOf(recorded);
  }

  void endScan() {
    synchronized (this) {
      scanning = false;
      snapshotting = false;
      lockedDuringScan.clear();
      clearIfUnused();
    }
    scanLock.unlock();
  }

  /// Stops tracking. Changes made while no process runs belong to the user.
  private void clearIfUnused() {
    if (runningCommands.isEmpty() && !scanning) {
      tracking = false;
      complete = false;
      recorded.clear();
    }
  }

  /// The lock of one path.
  static final class PathLock {
    private final String path;

    private PathLock(String path) {
      this.path = path;
    }

    String path() {
      return path;
    }
  }

  private void await(Condition condition, String what) throws IOException {
    var end = System.nanoTime() + LOCK_TIMEOUT.toNanos();
    while (!condition.holds()) {
      var left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        throw timeout(what);
      }
      try {
        wait(left);
      } catch (InterruptedException stopped) {
        throw interrupted();
      }
    }
  }

  private static IOException timeout(String what) {
    return new IOException(
        what + " for more than " + LOCK_TIMEOUT.toSeconds() + " s; try again later");
  }

  private static IOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("the call was cancelled");
  }

  @FunctionalInterface
  private interface Condition {
    boolean holds();
  }
}
