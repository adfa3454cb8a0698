package dev.loom.tools.change;

import dev.loom.api.tool.FileChange;
import dev.loom.api.tool.Workspace;
import dev.loom.tools.workspace.ConfinedWorkspace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A workspace that records each write and the previous state of the file.
final class RecordingWorkspace implements Workspace {
  private final ConfinedWorkspace delegate;
  private final CallChangeRecorder recorder;

  RecordingWorkspace(ConfinedWorkspace delegate, CallChangeRecorder recorder) {
    this.delegate = delegate;
    this.recorder = recorder;
  }

  @Override
  public FileChange write(String path, byte[] content) throws IOException {
    var realPath = delegate.realPath(path);
    var entry = delegate.stat(path);
    if (entry.kind() != Kind.FILE && entry.kind() != Kind.MISSING) {
      return delegate.write(path, content);
    }
    try (var writeRecorder = new WriteRecorder(delegate, recorder, realPath)) {
      if (!writeRecorder.begin(path, content)) {
        return new FileChange(delegate.relativize(path), FileChange.Kind.MODIFIED);
      }
      return record(() -> delegate.write(path, content), writeRecorder);
    }
  }

  /// Runs an action whose intents are recorded, and records its outcome.
  private <T> T record(FileAction<T> action, WriteRecorder... writes) throws IOException {
    T result;
    try {
      result = action.run();
    } catch (IOException | RuntimeException failure) {
      for (var write : writes) {
        recorder.changeLog().runUninterrupted(write::abandon);
      }
      throw failure;
    }
    for (var write : writes) {
      write.end();
    }
    return result;
  }

  @FunctionalInterface
  private interface FileAction<T> {
    T run() throws IOException;
  }

  @Override
  public void delete(String path) throws IOException {
    try (var removal = new WriteRecorder(delegate, recorder, delegate.realEntryPath(path))) {
      removal.beginRemoval(path);
      record(
          () -> {
            delegate.delete(path);
            return null;
          },
          removal);
    }
  }

  @Override
  public void move(String from, String to) throws IOException {
    try (var removal = new WriteRecorder(delegate, recorder, delegate.realEntryPath(from));
        var creation = new WriteRecorder(delegate, recorder, delegate.realEntryPath(to))) {
      creation.beginCreation(to, removal.beginRemoval(from));
      record(
          () -> {
            delegate.move(from, to);
            return null;
          },
          removal,
          creation);
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
