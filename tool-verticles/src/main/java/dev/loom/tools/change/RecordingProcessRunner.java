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
/// Differences found before the first process are attributed to another running command, if there
/// is one. Differences found after a process are attributed to its own call. Changes of concurrent
/// processes cannot be attributed exactly.
final class RecordingProcessRunner implements ProcessRunner, RunningCommand {
  private final ProcessRunner delegate;
  private final CallChangeRecorder recorder;
  private CommandManifest manifest;
  private int running;
  private boolean prepared;

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
    if (!prepared) {
      recorder.taskLog();
      try (var diff = new WorkspaceScan(recorder, CurrentFiles.Retention.STORE_DURABLY)) {
        diff.await();
        if (diff.scan()) {
          storeManifest(diff);
        } else {
          recorder.tooManyFiles();
        }
      }
      prepared = true;
    }
    running++;
  }

  /// Records earlier differences and stores the manifest of all scanned files.
  void storeManifest(WorkspaceScan diff) throws IOException {
    diff.recordDifferences(baseline -> baseline.responsibleCommand(taskId()));
    var call = recorder.call();
    var newManifest =
        new CommandManifest(
            call.taskId(),
            call.subtaskId(),
            call.stepId(),
            call.tool(),
            recorder.workspace().root().toString(),
            diff.files(),
            diff.directories());
    OwnerOnlyFiles.write(
        recorder.pendingFile(), newManifest.bytes(), !newManifest.files().isEmpty());
    manifest = newManifest;
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
    } catch (IOException failure) {
      recorder.recordingFailed(failure);
    }
  }

  private Void recordChanges() throws IOException {
    try (var diff = new WorkspaceScan(recorder, CurrentFiles.Retention.STORE)) {
      diff.await();
      if (diff.scan()) {
        diff.recordDifferences(baseline -> Optional.of(this));
        diff.awaitWriters();
      } else {
        recorder.tooManyFiles();
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
                difference ->
                    recorder.transition(
                        difference.path(),
                        difference.recorded(),
                        difference.current(),
                        manifest.newDirectories(difference.path())))
            .toList();
    recorder.append(transitions.stream().map(ChangeLogLine.Done::new).toList(), true);
    recorder.addCompleted(transitions);
  }

  /// Records the changes of processes that were running on other threads of the tool, then deletes
  /// the manifest.
  synchronized void close() throws IOException {
    if (manifest == null) {
      return;
    }
    try {
      if (running > 0) {
        recorder.runUninterrupted(this::recordChanges);
      }
      if (recorder.unknownReason().isEmpty()) {
        Files.deleteIfExists(recorder.pendingFile());
      }
    } finally {
      recorder.fileCache().baseline().removeCommand(this);
    }
  }
}
