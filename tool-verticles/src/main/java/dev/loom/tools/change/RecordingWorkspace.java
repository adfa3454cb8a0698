package dev.loom.tools.change;

import dev.loom.api.tool.FileChange;
import dev.loom.api.tool.Workspace;
import dev.loom.tools.workspace.ConfinedWorkspace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A workspace that keeps what was there before each write.
final class RecordingWorkspace implements Workspace {
  private final ConfinedWorkspace plain;
  private final CallRecord record;

  RecordingWorkspace(ConfinedWorkspace plain, CallRecord record) {
    this.plain = plain;
    this.record = record;
  }

  @Override
  public FileChange write(String path, byte[] content) throws IOException {
    var real = plain.real(path);
    var entry = plain.stat(path);
    if (entry.kind() != Kind.FILE && entry.kind() != Kind.MISSING) {
      return plain.write(path, content);
    }
    try (var write = new RecordedWrite(plain, record, real)) {
      if (!write.begin(path, content)) {
        return new FileChange(plain.relativize(path), FileChange.Kind.MODIFIED);
      }
      FileChange change;
      try {
        change = plain.write(path, content);
      } catch (IOException | RuntimeException failed) {
        record.uninterrupted(write::abandon);
        throw failed;
      }
      write.end();
      return change;
    }
  }

  @Override
  public Path root() {
    return plain.root();
  }

  @Override
  public String relativize(String path) throws EscapeException {
    return plain.relativize(path);
  }

  @Override
  public Entry stat(String path) throws IOException {
    return plain.stat(path);
  }

  @Override
  public byte[] read(String path, long sizeMax) throws IOException {
    return plain.read(path, sizeMax);
  }

  @Override
  public List<Entry> list(String directory) throws IOException {
    return plain.list(directory);
  }

  @Override
  public void walk(String directory, Visitor visitor) throws IOException {
    plain.walk(directory, visitor);
  }
}
