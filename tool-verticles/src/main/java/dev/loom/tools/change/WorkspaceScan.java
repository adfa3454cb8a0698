package dev.loom.tools.change;

import dev.loom.tools.workspace.FileStat;
import dev.loom.tools.workspace.WorkspaceSnapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Scans a workspace, compares it with the baseline and records the differences. Holds the lock of
/// the workspace until it is closed. Call the methods in the order of declaration.
final class WorkspaceScan implements AutoCloseable {
  private final CallChangeRecorder recorder;
  private final FileCache cache;
  private final WorkspaceBaseline baseline;
  private final CurrentFiles.Retention retention;
  private final List<FileDifference> differences = new ArrayList<>();
  private Set<String> directories = Set.of();

  /// @param retention whether to store the contents that are read
  WorkspaceScan(CallChangeRecorder recorder, CurrentFiles.Retention retention) throws IOException {
    this.recorder = recorder;
    this.cache = recorder.fileCache();
    this.baseline = cache.baseline();
    this.retention = retention;
    baseline.lock();
  }

  /// Scans all files and reads modified ones.
  ///
  /// @return false when the workspace has too many files to compare
  boolean scan() throws IOException {
    var snapshot = recorder.changeLog().takeSnapshot(recorder.workspace());
    if (snapshot.isEmpty()) {
      return false;
    }
    directories = snapshot.get().directories();
    if (baseline.isTracked()) {
      baseline.setSkipped(snapshot.get().skipped());
      compare(snapshot.get());
    } else {
      baseline.start(
          cache.storeAll(snapshot.get(), recorder.currentFiles()), snapshot.get().skipped());
    }
    return true;
  }

  private void compare(WorkspaceSnapshot snapshot) throws IOException {
    var recorded = baseline.versions();
    var paths = new TreeSet<>(recorded.keySet());
    paths.addAll(snapshot.files().keySet());
    paths.removeIf(path -> !baseline.covers(path));
    var bytesLeft = recorder.changeLog().limits().totalBytesMax();
    for (var path : paths) {
      var before = recorded.getOrDefault(path, FileVersion.NOTHING);
      var current = currentVersion(path, snapshot.files().get(path), before, bytesLeft);
      if (!before.isSameAs(current)) {
        differences.add(new FileDifference(path, before, current));
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
        && stat.sizeBytes() <= recorder.changeLog().limits().fileBytesMax()
        && !cache.isUnchanged(path, stat)) {
      return CurrentFiles.notStored(stat, StoredContentLimits.BEYOND_TOTAL);
    }
    return cache.version(path, stat, recorder.currentFiles(), retention);
  }

  /// Records the differences as changes of a command.
  ///
  /// @param command empty when the last command has just ended; they are then the user's
  void recordDifferences(Optional<? extends WorkspaceBaseline.Command> command) throws IOException {
    if (command.isPresent() && !differences.isEmpty()) {
      command.get().recordDifferences(differences);
    }
    differences.forEach(found -> baseline.update(found.path(), found.current()));
  }

  Set<String> directories() {
    return directories;
  }

  @Override
  public void close() {
    baseline.unlock();
  }
}
