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

/// What the records of all tasks together say is at each path of one workspace, so that each change
/// is recorded once and begins with what the change before it left.
///
/// It is kept while commands run: from the first one's backup on, it only moves when a change is
/// written down. Whoever writes a path down, be it a write, a comparison or an undoing, holds that
/// path from before it looks until the line is written. Looks at the whole workspace exclude one
/// another, and nothing else; no lock but a path's own is held while anything is read, written or
/// forced to disk. Safe for many threads.
final class WorkspaceBaseline {
  private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(30);

  private final ReentrantLock scanLock = new ReentrantLock();
  private final Map<String, FileVersion> recorded = new HashMap<>();
  private final Map<String, PathLock> locks = new HashMap<>();
  private final List<RunningCommand> runningCommands = new ArrayList<>();

  /// Paths that were held at some moment since the look under way began: what it saw there may be
  /// half of a write.
  private final Set<String> lockedDuringScan = new HashSet<>();

  private final ScanCoverage coverage = new ScanCoverage();

  /// Whether a look is under way.
  private boolean scanning;

  /// Whether that look sees files by now.
  private boolean snapshotting;

  private boolean tracking;
  private boolean complete;

  /// Takes a path; waits for whoever has it.
  ///
  /// @throws IOException when that takes too long
  synchronized PathLock lock(String path) throws IOException {
    await(() -> !locks.containsKey(path), path + " is being written");
    return createLock(path);
  }

  /// Takes those of the paths that nobody has and, since the look began, nobody had.
  synchronized List<PathLock> lockUntouched(Collection<String> paths) {
    return paths.stream()
        .filter(path -> !lockedDuringScan.contains(path))
        .map(this::createLock)
        .toList();
  }

  /// What others hold of the paths.
  synchronized Set<PathLock> lockedByOthers(Collection<String> paths, List<PathLock> own) {
    var ours = new HashSet<>(own);
    var others = new HashSet<PathLock>();
    for (var path : paths) {
      var lock = locks.get(path);
      if (lock != null && !ours.contains(lock)) {
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

  /// What the record says is at a held path.
  ///
  /// @param now what is there
  /// @return that too, when nothing is known of the path
  synchronized FileVersion recorded(PathLock lock, FileVersion now) {
    return complete && coverage.covers(lock.path())
        ? recorded.getOrDefault(lock.path(), FileVersion.NOTHING)
        : now;
  }

  /// The record says from now on that this is at a held path.
  synchronized void record(PathLock lock, FileVersion now) {
    if (tracking && coverage.covers(lock.path())) {
      recorded.put(lock.path(), now);
    }
  }

  /// Who has made a difference that nobody wrote down: of the calls whose commands run, the one
  /// that began last, rather of this task than of another.
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

  /// Begins to look at the whole workspace; [#endScan] follows on the same thread.
  ///
  /// @return whoever writes now: a look tells what came before it once these are done
  Set<PathLock> beginScan() throws IOException {
    try {
      if (!scanLock.tryLock(LOCK_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS)) {
        throw timeout("the workspace is being compared for another call");
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
    await(() -> areUnlocked(awaited), "files are being written");
  }

  /// What is seen from now on is compared.
  ///
  /// @return what the record says, empty when nothing is known of the workspace yet
  synchronized Optional<Map<String, FileVersion>> beginSnapshot() {
    snapshotting = true;
    lockedDuringScan.addAll(locks.keySet());
    return complete ? Optional.of(Map.copyOf(recorded)) : Optional.empty();
  }

  /// @param closed directories that were not looked into
  synchronized void endSnapshot(Set<String> skipped) {
    coverage.update(skipped, !complete);
  }

  synchronized boolean covers(String path) {
    return coverage.covers(path);
  }

  /// Begins with what the first look found. Of what is being written, the writer knows better.
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

  /// What the record says now of those paths it knows.
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

  /// What people do while no command runs is theirs.
  private void clearIfUnused() {
    if (runningCommands.isEmpty() && !scanning) {
      tracking = false;
      complete = false;
      recorded.clear();
    }
  }

  /// A path that somebody is at work on.
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
    return new InterruptedIOException("told to stop");
  }

  @FunctionalInterface
  private interface Condition {
    boolean holds();
  }
}
