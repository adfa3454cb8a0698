package dev.loom.tools.change;

import dev.loom.api.tool.ProcessRunner;
import dev.loom.contracts.id.TaskId;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Commands that can change any file, so all files are kept before the first of them runs, and
/// looked at after each.
///
/// What differs from the record when a command begins was done by commands that ran already; what
/// differs when it ends, by itself: two that run at once cannot be told apart.
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

  /// Keeps all files that were seen.
  void storeManifest(WorkspaceDiff diff) throws IOException {
    diff.write(baseline -> baseline.responsibleCommand(taskId()));
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

  /// Looks at what was done, also when the call is being stopped.
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
        diff.write(baseline -> Optional.of(this));
        diff.awaitWritten();
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

  /// Takes a last look when a command was still running on a thread of the tool's own, and lets go
  /// of the manifest: what it was kept for is recorded.
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
