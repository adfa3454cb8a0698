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
final class RecordingCommands implements ProcessRunner, Author {
  private final ProcessRunner plain;
  private final CallRecord record;
  private Manifest manifest;
  private int running;
  private boolean begun;

  RecordingCommands(ProcessRunner plain, CallRecord record) {
    this.plain = plain;
    this.record = record;
  }

  @Override
  public ProcessResult run(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    begin();
    try {
      return plain.run(command, environment);
    } finally {
      ended();
    }
  }

  private synchronized void begin() throws IOException {
    if (!begun) {
      record.ledger();
      try (var comparison = new Comparison(record, Present.Keeping.KEEP_DURABLY)) {
        comparison.await();
        if (comparison.look()) {
          keep(comparison);
        } else {
          record.holdUnknown();
        }
      }
      begun = true;
    }
    running++;
  }

  /// Keeps all files that were seen.
  void keep(Comparison comparison) throws IOException {
    comparison.write(account -> account.author(taskId()));
    var call = record.call();
    var kept =
        new Manifest(
            call.taskId(),
            call.subtaskId(),
            call.stepId(),
            call.tool(),
            record.workspace().root().toString(),
            comparison.files(),
            comparison.directories());
    PrivateFiles.write(record.pendingFile(), kept.bytes(), !kept.files().isEmpty());
    manifest = kept;
    record.backup().account().join(this);
  }

  /// Looks at what was done, also when the call is being stopped.
  private synchronized void ended() {
    running--;
    if (manifest == null) {
      return;
    }
    try {
      record.uninterrupted(this::look);
    } catch (IOException unrecorded) {
      record.failed(unrecorded);
    }
  }

  private Void look() throws IOException {
    try (var comparison = new Comparison(record, Present.Keeping.KEEP)) {
      comparison.await();
      if (comparison.look()) {
        comparison.write(account -> Optional.of(this));
        comparison.awaitWritten();
      } else {
        record.holdUnknown();
      }
    }
    return null;
  }

  @Override
  public TaskId taskId() {
    return record.call().taskId();
  }

  @Override
  public void did(List<Difference> differences) throws IOException {
    var touches =
        differences.stream()
            .map(
                each ->
                    record.touch(
                        each.path(),
                        each.recorded(),
                        each.now(),
                        manifest.newDirectories(each.path())))
            .toList();
    record.append(touches.stream().map(LedgerLine.Done::new).toList(), true);
    record.done(touches);
  }

  /// Takes a last look when a command was still running on a thread of the tool's own, and lets go
  /// of the manifest: what it was kept for is recorded.
  synchronized void close() throws IOException {
    if (manifest == null) {
      return;
    }
    try {
      if (running > 0) {
        record.uninterrupted(this::look);
      }
      if (!record.isUnknown()) {
        Files.deleteIfExists(record.pendingFile());
      }
    } finally {
      record.backup().account().leave(this);
    }
  }
}
