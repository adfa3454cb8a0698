package dev.loom.tools.change;

import dev.loom.api.tool.FileChange;
import dev.loom.api.tool.Workspace;
import dev.loom.tools.workspace.ConfinedWorkspace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A workspace that records each write and the previous state of the file.
///
/// The replaced content is synced to disk before the write begins. The creation of a file is
/// recorded without sync: a power failure may lose both the line and the file.
final class RecordingWorkspace implements Workspace {
  private final ConfinedWorkspace delegate;
  private final CallChangeRecorder recorder;

  RecordingWorkspace(ConfinedWorkspace delegate, CallChangeRecorder recorder) {
    this.delegate = delegate;
    this.recorder = recorder;
  }

  @Override
  public FileChange write(String path, byte[] content) throws IOException {
    var change = write(path, content, () -> delegate.write(path, content));
    return new FileChange(delegate.realPath(path), change.kind());
  }

  <T> T write(String path, byte[] content, FileAction<T> action) throws IOException {
    var realPath = delegate.realPath(path);
    var kind = delegate.stat(path).kind();
    if (kind != Kind.FILE && kind != Kind.MISSING) {
      return action.run();
    }
    try (var _ = recorder.lockFiles()) {
      var current = recorder.currentFiles().store(realPath);
      return record(
          List.of(transition(realPath, current, stored(content, current.mode()))), action);
    }
  }

  private FileVersion stored(byte[] content, String mode) throws IOException {
    return content.length > recorder.changeLog().limits().fileBytesMax()
        ? FileVersion.notStored("", content.length, mode, StoredContentLimits.TOO_LARGE)
        : FileVersion.file(
            recorder.changeLog().contents().store(content, false), content.length, mode);
  }

  /// Describes a write. It starts from the recorded version, so that what running processes have
  /// changed is part of it.
  private FileTransition transition(String path, FileVersion current, FileVersion after)
      throws IOException {
    var call = recorder.call();
    return new FileTransition(
        call.subtaskId(),
        call.stepId(),
        call.tool(),
        path,
        recorder.baseline().recorded(path, current),
        after,
        after.exists() ? missingDirectories(path) : 0,
        Instant.now());
  }

  private int missingDirectories(String path) throws IOException {
    var missing = 0;
    for (var parent : ParentPaths.of(path).toList()) {
      if (delegate.stat(parent).kind() != Kind.MISSING) {
        return missing;
      }
      missing++;
    }
    return missing;
  }

  /// Records intents, runs the action, and records its outcome.
  private <T> T record(List<FileTransition> intents, FileAction<T> action) throws IOException {
    recorder.append(
        intents.stream().<ChangeLogLine>map(ChangeLogLine.Intent::new).toList(),
        intents.stream().anyMatch(intent -> intent.before().exists()));
    T result;
    try {
      result = action.run();
    } catch (IOException | RuntimeException failure) {
      recorder.changeLog().runUninterrupted(() -> abandon(intents));
      throw failure;
    }
    var outcomes = new ArrayList<ChangeLogLine>();
    for (var intent : intents) {
      outcomes.add(new ChangeLogLine.Done(intent.withAfter(written(intent))));
    }
    recorder.complete(outcomes, false);
    return result;
  }

  /// Returns the version that was written, with its permissions or fingerprint.
  private FileVersion written(FileTransition intent) throws IOException {
    var currentFiles = recorder.currentFiles();
    return intent.after().kind() == FileVersion.Kind.UNKEPT
        ? currentFiles.hash(intent.path())
        : intent.after().withMode(currentFiles.mode(intent.path()));
  }

  /// Records the outcome of a failed write, which may still have taken effect.
  private Void abandon(List<FileTransition> intents) throws IOException {
    var outcomes = new ArrayList<ChangeLogLine>();
    for (var intent : intents) {
      outcomes.add(ChangeLogRecovery.resolve(intent, recorder.currentFiles()));
    }
    recorder.complete(outcomes, false);
    return null;
  }

  @FunctionalInterface
  interface FileAction<T> {
    T run() throws IOException;
  }

  @Override
  public void delete(String path) throws IOException {
    var realPath = delegate.realEntryPath(path);
    try (var _ = recorder.lockFiles()) {
      var before = recorder.currentFiles().store(realPath);
      if (before.kind() == FileVersion.Kind.UNKEPT && !recorder.call().approved()) {
        throw new IOException(
            "%s was not deleted, because undo could not bring it back: %s. It needs the user's"
                    .formatted(path, before.note())
                + " approval (recursive).");
      }
      record(
          List.of(transition(realPath, before, FileVersion.NOTHING)),
          () -> {
            delegate.delete(path);
            return null;
          });
    }
  }

  @Override
  public void move(String from, String to) throws IOException {
    var source = delegate.realEntryPath(from);
    var target = delegate.realEntryPath(to);
    try (var _ = recorder.lockFiles()) {
      var moved = recorder.currentFiles().store(source);
      record(
          List.of(
              transition(source, moved, FileVersion.NOTHING),
              transition(target, recorder.currentFiles().store(target), moved)),
          () -> {
            delegate.move(from, to);
            return null;
          });
    }
  }

  @Override
  public void makeDirectory(String path) throws IOException {
    delegate.makeDirectory(path);
  }

  @Override
  public Path root() {
    return delegate.root();
  }

  @Override
  public String relativize(String path) throws EscapeException {
    return delegate.relativize(path);
  }

  @Override
  public Entry stat(String path) throws IOException {
    return delegate.stat(path);
  }

  @Override
  public InputStream open(String path) throws IOException {
    return delegate.open(path);
  }

  @Override
  public byte[] read(String path, long sizeMax) throws IOException {
    return delegate.read(path, sizeMax);
  }

  @Override
  public List<Entry> list(String directory) throws IOException {
    return delegate.list(directory);
  }

  @Override
  public void walk(String directory, Visitor visitor) throws IOException {
    delegate.walk(directory, visitor);
  }
}
