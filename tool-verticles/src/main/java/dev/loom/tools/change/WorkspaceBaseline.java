package dev.loom.tools.change;

import dev.loom.tools.workspace.WorkspaceSnapshot;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// Holds the last recorded version of every path of a workspace while processes run in it, so that
/// each change starts where the previous one ended.
///
/// A write, a scan or an undo holds the lock of the workspace from its first look at a file until
/// its log lines are written; most methods are called by who holds it. Processes run without the
/// lock. A difference that a scan or a write finds belongs to the command whose processes have just
/// ended, otherwise to the one that started last. That is exact unless `tools.concurrent_writes`
/// lets several commands run at a time.
final class WorkspaceBaseline {
  private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(30);

  private final ReentrantLock lock = new ReentrantLock(true);
  private final Map<String, FileVersion> versions = new HashMap<>();
  private final List<Command> commands = new CopyOnWriteArrayList<>();

  /// Directories that the first scan skipped; the previous state of their files is unknown.
  private Set<String> skippedByFirstScan = Set.of();

  private Set<String> skippedByLastScan = Set.of();

  /// Waits for the lock, up to 30 seconds. [#unlock] must follow on the same thread.
  ///
  /// @throws IOException on timeout or interrupt
  void lock() throws IOException {
    try {
      if (!lock.tryLock(LOCK_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new IOException(
            "the files of the workspace have been in use by other calls for more than %d s; try again later"
                .formatted(LOCK_TIMEOUT.toSeconds()));
      }
    } catch (InterruptedException ignored) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the call was cancelled");
    }
  }

  void unlock() {
    lock.unlock();
  }

  /// Returns whether a command is running, so that the versions are known.
  boolean isTracked() {
    return !commands.isEmpty();
  }

  /// Sets the versions that the first command found.
  ///
  /// @param skipped directories that were not scanned
  void start(Map<String, FileVersion> scanned, Set<String> skipped) {
    skippedByFirstScan = Set.copyOf(skipped);
    skippedByLastScan = skippedByFirstScan;
    versions.clear();
    versions.putAll(scanned);
    versions.keySet().removeIf(path -> !covers(path));
  }

  void addCommand(Command command) {
    commands.add(command);
  }

  /// Removes a command, without the lock. Changes made while no command runs belong to the user.
  void removeCommand(Command command) {
    commands.remove(command);
  }

  /// The running command that an unrecorded difference is attributed to.
  Optional<Command> latestCommand() {
    return commands.reversed().stream().findFirst();
  }

  /// @param skipped directories that the latest scan did not cover
  void setSkipped(Set<String> skipped) {
    skippedByLastScan = Set.copyOf(skipped);
  }

  /// Returns whether all scans covered a path.
  boolean covers(String path) {
    return WorkspaceSnapshot.covers(path)
        && ParentPaths.of(path)
            .noneMatch(
                parent ->
                    skippedByFirstScan.contains(parent) || skippedByLastScan.contains(parent));
  }

  /// Returns the recorded version of a path.
  ///
  /// @return `current` when the path is not tracked
  FileVersion recorded(String path, FileVersion current) {
    return isTracked() && covers(path) ? versions.getOrDefault(path, FileVersion.NOTHING) : current;
  }

  /// Records the version of a path, if versions are known.
  void record(String path, FileVersion current) {
    if (isTracked()) {
      update(path, current);
    }
  }

  /// Sets the version of a path that a scan found.
  void update(String path, FileVersion current) {
    if (covers(path)) {
      versions.put(path, current);
    }
  }

  /// The recorded versions of all paths, including deleted files.
  Map<String, FileVersion> versions() {
    return Map.copyOf(versions);
  }

  /// All existing files with their recorded versions.
  Map<String, FileVersion> files() {
    var files = new TreeMap<>(versions);
    files.values().removeIf(version -> !version.exists());
    return files;
  }

  /// A call with running processes.
  @FunctionalInterface
  interface Command {
    /// Records differences as changes of this call, whatever thread found them.
    void recordDifferences(List<FileDifference> differences) throws IOException;
  }
}
