package dev.loom.tools.change;

import dev.loom.api.tool.ProcessRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Runs processes and records their file changes. A process can change any file, so all files are
/// stored before the first process of a call starts, and compared after each.
final class RecordingProcessRunner implements ProcessRunner, WorkspaceBaseline.Command {
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
      try (var scan = new WorkspaceScan(recorder, CurrentFiles.Retention.STORE_DURABLY)) {
        if (scan.scan()) {
          storeManifest(scan);
        } else {
          recorder.tooManyFiles();
        }
      }
      prepared = true;
    }
    running++;
  }

  /// Records the differences made by other running commands and stores the manifest of all scanned
  /// files.
  void storeManifest(WorkspaceScan scan) throws IOException {
    var baseline = recorder.fileCache().baseline();
    scan.recordDifferences(baseline.latestCommand());
    var call = recorder.call();
    var newManifest =
        new CommandManifest(
            call.taskId(),
            call.subtaskId(),
            call.stepId(),
            call.tool(),
            recorder.workspace().root().toString(),
            baseline.files(),
            scan.directories());
    OwnerOnlyFiles.write(
        recorder.pendingFile(), newManifest.bytes(), !newManifest.files().isEmpty());
    manifest = newManifest;
    baseline.addCommand(this);
  }

  /// Records the changes, even when the call is being cancelled.
  private synchronized void end() {
    running--;
    if (manifest == null) {
      return;
    }
    try {
      recorder.changeLog().runUninterrupted(this::recordChanges);
    } catch (IOException failure) {
      recorder.recordingFailed(failure);
    }
  }

  private Void recordChanges() throws IOException {
    try (var scan = new WorkspaceScan(recorder, CurrentFiles.Retention.STORE)) {
      if (scan.scan()) {
        scan.recordDifferences(Optional.of(this));
      } else {
        recorder.tooManyFiles();
      }
    }
    return null;
  }

  @Override
  public void recordDifferences(List<FileDifference> differences) throws IOException {
    var transitions =
        differences.stream()
            .map(found -> manifest.transition(found.path(), found.recorded(), found.current()))
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
        recorder.changeLog().runUninterrupted(this::recordChanges);
      }
      if (recorder.unknownReason().isEmpty()) {
        Files.deleteIfExists(recorder.pendingFile());
      }
    } finally {
      recorder.fileCache().baseline().removeCommand(this);
    }
  }
}
