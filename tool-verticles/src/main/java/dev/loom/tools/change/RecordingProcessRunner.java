package dev.loom.tools.change;

import dev.loom.api.tool.BackgroundProcess;
import dev.loom.api.tool.ProcessRunner;
import dev.loom.tools.workspace.WorkspaceSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// Runs processes and records their file changes. A process can change any file, so all files are
/// stored before the first process of a call starts, and compared after each. Changes of background
/// processes are recorded until the call ends.
final class RecordingProcessRunner implements ProcessRunner {
  private final ProcessRunner delegate;
  private final CallChangeRecorder recorder;
  private final List<BackgroundProcess> background = new CopyOnWriteArrayList<>();
  private final Optional<ProtectedFileGuard> guard;
  private CommandManifest manifest;
  private int running;
  private boolean prepared;

  /// @param guard of the protected files, unless a user approved the call
  RecordingProcessRunner(
      ProcessRunner delegate, CallChangeRecorder recorder, Optional<ProtectedFileGuard> guard) {
    this.guard = guard;
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

  /// The process counts as running until the call ends.
  @Override
  public BackgroundProcess start(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    begin();
    try {
      var process = delegate.start(command, environment);
      background.add(process);
      return process;
    } catch (IOException | InterruptedException | RuntimeException failure) {
      end();
      throw failure;
    }
  }

  @Override
  public List<BackgroundProcess> background() {
    return delegate.background();
  }

  /// Stores the manifest of all files before the first process.
  synchronized void begin() throws IOException {
    if (!prepared) {
      try (var _ = recorder.lockFiles()) {
        if (guard.isPresent()) {
          guard.get().begin();
        }
        if (isTracked()) {
          storeManifest();
        }
      }
      prepared = true;
    }
    running++;
  }

  /// Begins to track the files unless another command does.
  ///
  /// @return false if there are too many
  private boolean isTracked() throws IOException {
    var baseline = recorder.baseline();
    if (baseline.isTracked()) {
      return true;
    }
    var snapshot = recorder.takeSnapshot();
    if (snapshot.isPresent()) {
      baseline.start(snapshot.get(), recorder.currentFiles());
    }
    return snapshot.isPresent();
  }

  private void storeManifest() throws IOException {
    var baseline = recorder.baseline();
    var newManifest =
        CommandManifest.of(
            recorder.call(),
            recorder.workspace().root().toString(),
            baseline.files(),
            baseline.directories());
    OwnerOnlyFiles.write(
        recorder.pendingFile(), newManifest.bytes(), !newManifest.files().isEmpty());
    manifest = newManifest;
    baseline.addCommand();
  }

  /// Records the changes, even when the call is being cancelled.
  synchronized void end() {
    running--;
    try {
      recorder.changeLog().runUninterrupted(this::recordChanges);
    } catch (IOException failure) {
      recorder.recordingFailed(failure);
    }
  }

  private Void recordChanges() throws IOException {
    try (var _ = recorder.lockFiles()) {
      if (guard.isPresent()) {
        guard.get().putBack();
      }
      var snapshot =
          manifest == null ? Optional.<WorkspaceSnapshot>empty() : recorder.takeSnapshot();
      if (snapshot.isPresent()) {
        var found = recorder.baseline().compare(snapshot.get(), recorder.currentFiles());
        recorder.complete(manifest.changes(found), true);
      }
    }
    return null;
  }

  /// Records the changes of processes that were running on other threads of the tool or in the
  /// background, then deletes the manifest.
  synchronized void close() throws IOException {
    if (manifest == null) {
      if (running > 0) {
        recorder.changeLog().runUninterrupted(this::recordChanges);
      }
      return;
    }
    // Listed before the scan, because such a process may change files during it.
    var runningOn =
        background.stream()
            .filter(BackgroundProcess::isRunning)
            .map(BackgroundProcess::id)
            .toList();
    try {
      if (running > 0) {
        recorder.changeLog().runUninterrupted(this::recordChanges);
      }
      if (recorder.isRecorded()) {
        Files.deleteIfExists(recorder.pendingFile());
      }
    } finally {
      recorder.baseline().removeCommand();
    }
    if (!runningOn.isEmpty()) {
      recorder.runsOn(runningOn);
    }
  }
}
