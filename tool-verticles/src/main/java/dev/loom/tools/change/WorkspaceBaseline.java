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
import java.util.function.BooleanSupplier;

/// Holds the last recorded version of every path of a workspace, so that concurrent calls get
/// separate change records and each change starts where the previous one ended.
///
/// Tracked from the first scan until no process is running. After the first scan, a path's version
/// changes only while the path's lock is held, from reading the file until its log line is written.
/// Scans of the workspace exclude each other, but not writes. Methods do no I/O. Thread-safe.
final class WorkspaceBaseline {
  private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(30);

  private final ReentrantLock scanLock = new ReentrantLock();
  private final Map<String, FileVersion> versions = new HashMap<>();
  private final Map<String, PathLock> locks = new HashMap<>();
  private final List<RunningCommand> runningCommands = new ArrayList<>();

  /// Paths locked at any time since the current scan began to read files, which may have been
  /// partially written then.
  private final Set<String> lockedDuringScan = new HashSet<>();

  private final ScanCoverage coverage = new ScanCoverage();

  /// Whether a scan is in progress.
  private boolean scanning;

  /// Whether the current scan is reading files.
  private boolean snapshotting;

  private boolean tracking;
  private boolean firstScanDone;

  /// Locks a path; waits while another call holds it.
  ///
  /// @throws IOException on timeout or interrupt
  synchronized PathLock lock(String path) throws IOException {
    await(() -> !locks.containsKey(path), path + " has been locked by another call");
    return createLock(path);
  }

  /// Locks those paths that were not locked at any time since the scan began to read files.
  synchronized List<PathLock> lockUntouched(Collection<String> paths) {
    return paths.stream()
        .filter(path -> !lockedDuringScan.contains(path))
        .map(this::createLock)
        .toList();
  }

  /// Returns the locks of other calls on these paths.
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
  /// @return `current` when the path is not tracked
  synchronized FileVersion recorded(PathLock lock, FileVersion current) {
    return firstScanDone && coverage.covers(lock.path())
        ? versions.getOrDefault(lock.path(), FileVersion.NOTHING)
        : current;
  }

  /// Records the version of a locked path.
  synchronized void record(PathLock lock, FileVersion current) {
    if (tracking && coverage.covers(lock.path())) {
      versions.put(lock.path(), current);
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
    } catch (InterruptedException ignored) {
      throw interrupted();
    }
    synchronized (this) {
      scanning = true;
      tracking = true;
      return Set.copyOf(locks.values());
    }
  }

  synchronized boolean areUnlocked(Set<PathLock> pathLocks) {
    return pathLocks.stream().noneMatch(lock -> locks.get(lock.path()) == lock);
  }

  synchronized void awaitUnlocked(Set<PathLock> pathLocks) throws IOException {
    await(() -> areUnlocked(pathLocks), "files have been written by other calls");
  }

  /// Starts the part of the scan that reads files.
  ///
  /// @return the recorded versions, empty when the workspace is not tracked yet
  synchronized Optional<Map<String, FileVersion>> beginSnapshot() {
    snapshotting = true;
    lockedDuringScan.addAll(locks.keySet());
    return firstScanDone ? Optional.of(Map.copyOf(versions)) : Optional.empty();
  }

  /// @param skipped directories that were not scanned
  synchronized void endSnapshot(Set<String> skipped) {
    coverage.update(skipped, !firstScanDone);
  }

  synchronized boolean covers(String path) {
    return coverage.covers(path);
  }

  /// Sets the result of the first scan. Versions recorded by concurrent writes take precedence.
  synchronized void completeFirstScan(Map<String, FileVersion> scanned) {
    versions.keySet().removeIf(path -> !lockedDuringScan.contains(path) || !coverage.covers(path));
    scanned.forEach(
        (path, version) -> {
          if (lockedDuringScan.contains(path)) {
            versions.putIfAbsent(path, version);
          } else {
            versions.put(path, version);
          }
        });
    firstScanDone = true;
  }

  /// Returns the recorded versions by path.
  synchronized Map<String, FileVersion> recorded() {
    return Map.copyOf(versions);
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
      firstScanDone = false;
      versions.clear();
    }
  }

  static final class PathLock {
    private final String path;

    private PathLock(String path) {
      this.path = path;
    }

    String path() {
      return path;
    }
  }

  private void await(BooleanSupplier condition, String reason) throws IOException {
    var end = System.nanoTime() + LOCK_TIMEOUT.toNanos();
    while (!condition.getAsBoolean()) {
      var remainingMillis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (remainingMillis <= 0) {
        throw timeout(reason);
      }
      try {
        wait(remainingMillis);
      } catch (InterruptedException ignored) {
        throw interrupted();
      }
    }
  }

  private static IOException timeout(String reason) {
    return new IOException(
        reason + " for more than " + LOCK_TIMEOUT.toSeconds() + " s; try again later");
  }

  private static IOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("the call was cancelled");
  }
}
