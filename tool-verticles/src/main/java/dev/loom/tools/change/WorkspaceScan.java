package dev.loom.tools.change;

import dev.loom.tools.change.WorkspaceBaseline.PathLock;
import dev.loom.tools.workspace.FileStat;
import dev.loom.tools.workspace.WorkspaceSnapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/// Scans a workspace, compares it with the baseline and records the differences. Call the methods
/// in the order of declaration.
final class WorkspaceScan implements AutoCloseable {
  private final CallChangeRecorder recorder;
  private final FileCache cache;
  private final WorkspaceBaseline baseline;
  private final CurrentFiles.Retention retention;
  private final Set<PathLock> writesInProgress;
  private final Map<String, FileDifference> differences = new TreeMap<>();
  private Set<String> directories = Set.of();
  private Set<PathLock> deferredWrites = Set.of();

  /// Waits for scans of other calls.
  ///
  /// @param retention whether to store the contents that are read
  WorkspaceScan(CallChangeRecorder recorder, CurrentFiles.Retention retention) throws IOException {
    this.recorder = recorder;
    this.cache = recorder.fileCache();
    this.baseline = cache.baseline();
    this.retention = retention;
    this.writesInProgress = baseline.beginScan();
  }

  boolean isReady() {
    return baseline.areUnlocked(writesInProgress);
  }

  /// Waits for writes in progress, because a finished process may have changed a file after such a
  /// write.
  void await() throws IOException {
    baseline.awaitUnlocked(writesInProgress);
  }

  /// Scans all files and reads modified ones.
  ///
  /// @return false when the workspace has too many files to compare
  boolean scan() throws IOException {
    var recorded = baseline.beginSnapshot();
    var snapshot = recorder.takeSnapshot();
    if (snapshot.isEmpty()) {
      return false;
    }
    directories = snapshot.get().directories();
    baseline.endSnapshot(snapshot.get().skipped());
    if (recorded.isEmpty()) {
      baseline.completeFirstScan(cache.storeAll(snapshot.get(), recorder.currentFiles()));
    } else {
      compare(recorded.get(), snapshot.get());
    }
    return true;
  }

  private void compare(Map<String, FileVersion> recorded, WorkspaceSnapshot snapshot)
      throws IOException {
    var paths = new TreeSet<>(recorded.keySet());
    paths.addAll(snapshot.files().keySet());
    paths.removeIf(path -> !baseline.covers(path));
    var bytesLeft = recorder.limits().totalBytesMax();
    for (var path : paths) {
      var before = recorded.getOrDefault(path, FileVersion.NOTHING);
      var current = currentVersion(path, snapshot.files().get(path), before, bytesLeft);
      if (!before.isSameAs(current)) {
        differences.put(path, new FileDifference(path, before, current));
        bytesLeft -= current.kind() == FileVersion.Kind.FILE ? current.sizeBytes() : 0;
      }
    }
  }

  private FileVersion currentVersion(String path, FileStat stat, FileVersion before, long bytesLeft)
      throws IOException {
    if (stat == null) {
      return FileVersion.NOTHING;
    }
    if (before.kind() == FileVersion.Kind.UNKEPT
        && before.hash().equals(CurrentFiles.fingerprint(stat))) {
      return before.withMode(stat.mode());
    }
    if (stat.type() == FileStat.Type.FILE
        && stat.sizeBytes() > bytesLeft
        && stat.sizeBytes() <= recorder.limits().fileBytesMax()
        && !cache.isUnchanged(path, stat)) {
      return CurrentFiles.notStored(stat, StoredContentLimits.BEYOND_TOTAL);
    }
    return cache.version(path, stat, recorder.currentFiles(), retention);
  }

  /// Records the differences, except of paths being written: their writers record earlier
  /// differences before they write.
  ///
  /// @param attribution selects the command that made the differences; when empty, they are not
  ///   recorded
  void recordDifferences(
      Function<WorkspaceBaseline, Optional<? extends RunningCommand>> attribution)
      throws IOException {
    var locks = baseline.lockUntouched(differences.keySet());
    try {
      deferredWrites = baseline.lockedByOthers(differences.keySet(), locks);
      List<FileDifference> recordable = new ArrayList<>();
      locks.forEach(lock -> recordable.add(differences.get(lock.path())));
      var command =
          recordable.isEmpty() ? Optional.<RunningCommand>empty() : attribution.apply(baseline);
      if (command.isPresent()) {
        command.get().recordDifferences(recordable);
      }
      locks.forEach(lock -> baseline.record(lock, differences.get(lock.path()).current()));
    } finally {
      locks.forEach(baseline::unlock);
    }
  }

  /// Returns whether the concurrent writers have finished.
  boolean areWritersDone() {
    return baseline.areUnlocked(deferredWrites);
  }

  /// Waits for the concurrent writers, while this command is still registered for attribution.
  void awaitWriters() throws IOException {
    baseline.awaitUnlocked(deferredWrites);
  }

  /// All existing files with their recorded versions.
  Map<String, FileVersion> files() {
    var files = new TreeMap<>(baseline.recorded());
    files.values().removeIf(version -> !version.exists());
    return files;
  }

  Set<String> directories() {
    return directories;
  }

  @Override
  public void close() {
    baseline.endScan();
  }
}
