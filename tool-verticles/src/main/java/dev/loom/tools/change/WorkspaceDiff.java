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

/// One look at a whole workspace, and the writing down of what it found. Its steps come in the
/// order in which they stand here.
final class WorkspaceDiff implements AutoCloseable {
  private final CallChangeRecorder record;
  private final FileCache cache;
  private final WorkspaceBaseline baseline;
  private final CurrentFiles.Retention retention;
  private final Set<PathLock> writesInProgress;
  private final Map<String, FileDifference> differences = new TreeMap<>();
  private Set<String> directories = Set.of();
  private Set<PathLock> deferred = Set.of();

  /// Waits for looks of other calls.
  ///
  /// @param keeping what becomes of the files that are read
  WorkspaceDiff(CallChangeRecorder record, CurrentFiles.Retention retention) throws IOException {
    this.record = record;
    this.cache = record.fileCache();
    this.baseline = cache.baseline();
    this.retention = retention;
    this.writesInProgress = baseline.beginScan();
  }

  boolean isReady() {
    return baseline.areUnlocked(writesInProgress);
  }

  /// Waits for writes under way: a command that ended may have changed a file after such a write.
  void await() throws IOException {
    baseline.awaitUnlocked(writesInProgress);
  }

  /// Sees all files and reads those that changed.
  ///
  /// @return false when there are more files than are compared
  boolean scan() throws IOException {
    var recorded = baseline.beginSnapshot();
    var snapshot = record.takeSnapshot();
    if (snapshot.isEmpty()) {
      return false;
    }
    directories = snapshot.get().directories();
    baseline.endSnapshot(snapshot.get().skipped());
    if (recorded.isEmpty()) {
      baseline.complete(cache.storeAll(snapshot.get(), record.currentFiles()));
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
    var bytesLeft = record.limits().totalBytesMax();
    for (var path : paths) {
      var before = recorded.getOrDefault(path, FileVersion.NOTHING);
      var now = now(path, snapshot.files().get(path), before, bytesLeft);
      if (!before.isSameAs(now)) {
        differences.put(path, new FileDifference(path, before, now));
        bytesLeft -= now.kind() == FileVersion.Kind.FILE ? now.sizeBytes() : 0;
      }
    }
  }

  private FileVersion now(String path, FileStat stat, FileVersion before, long bytesLeft)
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
        && stat.sizeBytes() <= record.limits().fileBytesMax()
        && !cache.isUnchanged(path, stat)) {
      return CurrentFiles.notStored(stat, UndoLimits.BEYOND_TOTAL);
    }
    return cache.version(path, stat, record.currentFiles(), retention);
  }

  /// Has the differences written down. Those at paths that were being written meanwhile are left to
  /// the writers, which write down what they find before they write.
  ///
  /// @param by tells who made them; when it is empty they are nobody's whose changes are recorded
  void write(Function<WorkspaceBaseline, Optional<? extends RunningCommand>> by)
      throws IOException {
    var locks = baseline.lockUntouched(differences.keySet());
    try {
      deferred = baseline.lockedByOthers(differences.keySet(), locks);
      List<FileDifference> found = new ArrayList<>();
      locks.forEach(lock -> found.add(differences.get(lock.path())));
      var command = found.isEmpty() ? Optional.<RunningCommand>empty() : by.apply(baseline);
      if (command.isPresent()) {
        command.get().recordDifferences(found);
      }
      locks.forEach(lock -> baseline.record(lock, differences.get(lock.path()).now()));
    } finally {
      locks.forEach(baseline::unlock);
    }
  }

  /// Whether the writers have done so.
  boolean isWritten() {
    return baseline.areUnlocked(deferred);
  }

  /// Waits for the writers, as long as the author of what they find is still there to be named.
  void awaitWritten() throws IOException {
    baseline.awaitUnlocked(deferred);
  }

  /// All that is there, as the record says now.
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
