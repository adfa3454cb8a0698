package dev.loom.tools.change;

import dev.loom.tools.workspace.WorkspaceSnapshot;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/// Holds the last recorded version of every path of a workspace while processes run in it, so that
/// each change starts where the previous one ended.
///
/// A write, a comparison or an undo holds the lock of the workspace from its first look at a file
/// until its log lines are written; most methods are called by who holds it. Processes run without
/// the lock. A difference belongs to the call that finds it. That is exact unless
/// `tools.concurrent_writes` lets several calls change files at a time.
final class WorkspaceBaseline {
  private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(30);

  private final ReentrantLock lock = new ReentrantLock(true);
  private final FileCache cache;
  private final AtomicInteger commands = new AtomicInteger();
  private final Map<String, FileVersion> versions = new HashMap<>();

  /// Directories that a snapshot did not cover; what is in them is not tracked.
  private final Set<String> skipped = new HashSet<>();

  /// Directories that are tracked only because a command names them.
  private final Set<String> included = new HashSet<>();

  private Set<String> directories = Set.of();

  WorkspaceBaseline(FileCache cache) {
    this.cache = cache;
  }

  /// Waits for the lock, up to 30 seconds. The same thread closes it.
  ///
  /// @throws IOException on timeout or interrupt
  Lock lock() throws IOException {
    try {
      if (lock.tryLock(LOCK_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS)) {
        return lock::unlock;
      }
      throw new IOException(
          "the files of the workspace have been in use by other calls for more than %d s; try again later"
              .formatted(LOCK_TIMEOUT.toSeconds()));
    } catch (InterruptedException ignored) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the call was cancelled");
    }
  }

  /// The right to look at files and record their changes.
  @FunctionalInterface
  interface Lock extends AutoCloseable {
    @Override
    void close();
  }

  /// Returns whether a command is running, so that the versions are known.
  boolean isTracked() {
    return commands.get() > 0;
  }

  /// Stores the contents of all files before the first command.
  void start(WorkspaceSnapshot snapshot, CurrentFiles currentFiles) throws IOException {
    versions.clear();
    skipped.clear();
    skipped.addAll(snapshot.skipped());
    included.clear();
    included.addAll(snapshot.included());
    directories = snapshot.directories();
    cache
        .compare(Map.of(), snapshot, currentFiles)
        .forEach(found -> versions.put(found.path(), found.current()));
  }

  void addCommand() {
    commands.incrementAndGet();
  }

  /// Removes a command, without the lock. Changes made while no command runs belong to the user.
  void removeCommand() {
    commands.decrementAndGet();
  }

  /// Finds the files that differ from their recorded version.
  List<FileDifference> compare(WorkspaceSnapshot snapshot, CurrentFiles currentFiles)
      throws IOException {
    skipped.addAll(snapshot.skipped());
    included.addAll(snapshot.included());
    return cache.compare(versions, snapshot, currentFiles).stream()
        .filter(found -> covers(found.path()))
        .toList();
  }

  private boolean covers(String path) {
    return (WorkspaceSnapshot.covers(path) || ParentPaths.of(path).anyMatch(included::contains))
        && ParentPaths.of(path).noneMatch(skipped::contains);
  }

  /// Returns the recorded version of a path.
  ///
  /// @return `current` when the path is not tracked
  FileVersion recorded(String path, FileVersion current) {
    return isTracked() && covers(path) ? versions.getOrDefault(path, FileVersion.NOTHING) : current;
  }

  /// Records the version of a path, if it is tracked.
  void record(String path, FileVersion current) {
    if (isTracked() && covers(path)) {
      versions.put(path, current);
    }
  }

  /// All existing files with their recorded versions.
  Map<String, FileVersion> files() {
    var files = new TreeMap<>(versions);
    files.values().removeIf(version -> !version.exists());
    return files;
  }

  /// The directories that existed before the first command.
  Set<String> directories() {
    return directories;
  }
}
