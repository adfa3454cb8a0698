package dev.loom.tools.change;

import dev.loom.api.tool.ProcessRunner;
import dev.loom.contracts.id.TaskId;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Runs processes and records their file changes. A process can change any file, so all files are
/// stored before the first process of a call starts, and compared after each.
///
/// Differences found at the start of a process belong to processes that ran before it; differences
/// found at its end belong to itself. Changes of concurrent processes cannot be attributed exactly.
final class RecordingProcessRunner implements ProcessRunner, RunningCommand {
  private final ProcessRunner delegate;
  private final CallChangeRecorder recorder;
  private CommandManifest manifest;
  private int running;
  private boolean begun;

  RecordingProcessRunner(ProcessRunner delegate, CallChangeRecorder recorder) {
    this.delegate = delegate;
    this.recorder = recorder;
  }

  @Override
  public ProcessResult run(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    begin();
    try {
      return delegate.run(command, environment);
    } finally {
      end();
    }
  }

  private synchronized void begin() throws IOException {
    if (!begun) {
      recorder.taskLog();
      try (var diff = new WorkspaceDiff(recorder, CurrentFiles.Retention.STORE_DURABLY)) {
        diff.await();
        if (diff.scan()) {
          storeManifest(diff);
        } else {
          recorder.markIncomplete();
        }
      }
      begun = true;
    }
    running++;
  }

  /// Stores the manifest of all scanned files.
  void storeManifest(WorkspaceDiff diff) throws IOException {
    diff.recordDifferences(baseline -> baseline.responsibleCommand(taskId()));
    var call = recorder.call();
    var stored =
        new CommandManifest(
            call.taskId(),
            call.subtaskId(),
            call.stepId(),
            call.tool(),
            recorder.workspace().root().toString(),
            diff.files(),
            diff.directories());
    OwnerOnlyFiles.write(recorder.pendingFile(), stored.bytes(), !stored.files().isEmpty());
    manifest = stored;
    recorder.fileCache().baseline().addCommand(this);
  }

  /// Records the changes, even when the call is being cancelled.
  private synchronized void end() {
    running--;
    if (manifest == null) {
      return;
    }
    try {
      recorder.runUninterrupted(this::recordChanges);
    } catch (IOException unrecorded) {
      recorder.recordingFailed(unrecorded);
    }
  }

  private Void recordChanges() throws IOException {
    try (var diff = new WorkspaceDiff(recorder, CurrentFiles.Retention.STORE)) {
      diff.await();
      if (diff.scan()) {
        diff.recordDifferences(baseline -> Optional.of(this));
        diff.awaitWriters();
      } else {
        recorder.markIncomplete();
      }
    }
    return null;
  }

  @Override
  public TaskId taskId() {
    return recorder.call().taskId();
  }

  @Override
  public void recordDifferences(List<FileDifference> differences) throws IOException {
    var transitions =
        differences.stream()
            .map(
                each ->
                    recorder.transition(
                        each.path(),
                        each.recorded(),
                        each.now(),
                        manifest.newDirectories(each.path())))
            .toList();
    recorder.append(transitions.stream().map(ChangeLogLine.Done::new).toList(), true);
    recorder.completed(transitions);
  }

  /// Records the changes of a process that still ran on a thread of the tool, then deletes the
  /// manifest.
  synchronized void close() throws IOException {
    if (manifest == null) {
      return;
    }
    try {
      if (running > 0) {
        recorder.runUninterrupted(this::recordChanges);
      }
      if (!recorder.isIncomplete()) {
        Files.deleteIfExists(recorder.pendingFile());
      }
    } finally {
      recorder.fileCache().baseline().removeCommand(this);
    }
  }
}
