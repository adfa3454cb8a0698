package dev.loom.tools.change;

import dev.loom.api.tool.Workspace.Kind;
import dev.loom.contracts.id.Sha256;
import dev.loom.tools.workspace.ConfinedWorkspace;
import java.io.IOException;
import java.util.List;

/// Records one write of one file and holds the lock of the workspace until it is closed. Call the
/// methods in the order of declaration.
///
/// The replaced content is synced to disk before the write begins. The creation of a file is
/// recorded without sync: a power failure may lose both the line and the file.
final class WriteRecorder implements AutoCloseable {
  private final ConfinedWorkspace workspace;
  private final CallChangeRecorder recorder;
  private final WorkspaceBaseline baseline;
  private final String path;
  private FileTransition transition;

  /// @param path the resolved path
  WriteRecorder(ConfinedWorkspace workspace, CallChangeRecorder recorder, String path)
      throws IOException {
    recorder.taskLog();
    this.workspace = workspace;
    this.recorder = recorder;
    this.baseline = recorder.fileCache().baseline();
    this.path = path;
    baseline.lock();
  }

  /// Stores the previous and the new content and records the intent.
  ///
  /// @param requestedPath the path as the tool wrote it
  /// @return false when the file already has this content and nothing must be written
  boolean begin(String requestedPath, byte[] content) throws IOException {
    var current = recorder.currentFiles().read(path, CurrentFiles.Retention.HASH_ONLY);
    if (current.kind() == FileVersion.Kind.FILE && current.hash().equals(Sha256.hex(content))) {
      recordEarlierChange(current);
      return false;
    }
    var before =
        current.exists()
            ? recorder.currentFiles().read(path, CurrentFiles.Retention.STORE_DURABLY)
            : current;
    recordEarlierChange(before);
    intend(requestedPath, before, after(content, before));
    return true;
  }

  /// Stores the content of the file and records the intent to remove it.
  ///
  /// @return the version before
  FileVersion beginRemoval(String requestedPath) throws IOException {
    var before = recorder.currentFiles().read(path, CurrentFiles.Retention.STORE_DURABLY);
    recordEarlierChange(before);
    intend(requestedPath, before, FileVersion.NOTHING);
    return before;
  }

  /// Records the intent to create a file whose content is stored.
  void beginCreation(String requestedPath, FileVersion after) throws IOException {
    var before = recorder.currentFiles().read(path, CurrentFiles.Retention.HASH_ONLY);
    recordEarlierChange(before);
    intend(requestedPath, before, after);
  }

  private void intend(String requestedPath, FileVersion before, FileVersion after)
      throws IOException {
    var newDirectories = after.exists() ? missingDirectories() : 0;
    transition = recorder.transition(path, before, after, newDirectories);
    recorder.addRequestedPath(path, workspace.relativize(requestedPath));
    recorder.append(List.of(new ChangeLogLine.Intent(transition)), before.exists());
  }

  /// Records changes made by running processes first, so that this write starts from the recorded
  /// version.
  private void recordEarlierChange(FileVersion before) throws IOException {
    var recorded = baseline.recorded(path, before);
    if (!recorder.currentFiles().isUnchanged(path, recorded, before)) {
      var command = baseline.latestCommand();
      if (command.isPresent()) {
        command.get().recordDifferences(List.of(new FileDifference(path, recorded, before)));
      }
    }
    baseline.record(path, before);
  }

  private FileVersion after(byte[] content, FileVersion before) throws IOException {
    if (content.length > recorder.changeLog().limits().fileBytesMax()) {
      return FileVersion.notStored(
          "", content.length, before.mode(), StoredContentLimits.TOO_LARGE);
    }
    return FileVersion.file(
        recorder.changeLog().contents().store(content, false), content.length, before.mode());
  }

  private int missingDirectories() throws IOException {
    var missing = 0;
    for (var slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
      if (workspace.stat(path.substring(0, slash)).kind() != Kind.MISSING) {
        return missing;
      }
      missing++;
    }
    return missing;
  }

  /// Records that the write succeeded.
  void end() throws IOException {
    var mode = recorder.currentFiles().mode(transition.path());
    complete(transition.withAfter(transition.after().withMode(mode)));
  }

  /// Records the outcome of a failed write, which may still have taken effect.
  Void abandon() throws IOException {
    var line = ChangeLogRecovery.resolve(transition, recorder.currentFiles());
    if (line instanceof ChangeLogLine.Done completed) {
      complete(completed.transition());
    } else {
      recorder.append(List.of(line), false);
    }
    return null;
  }

  private void complete(FileTransition completed) throws IOException {
    recorder.append(List.of(new ChangeLogLine.Done(completed)), false);
    recorder.addCompleted(List.of(completed));
    var isStored = completed.after().kind() != FileVersion.Kind.UNKEPT;
    baseline.record(
        path,
        isStored
            ? completed.after()
            : recorder.currentFiles().read(completed.path(), CurrentFiles.Retention.HASH_ONLY));
  }

  @Override
  public void close() {
    baseline.unlock();
  }
}
