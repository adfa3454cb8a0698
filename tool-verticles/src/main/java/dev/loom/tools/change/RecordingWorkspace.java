package dev.loom.tools.change;

import dev.loom.api.tool.FileChange;
import dev.loom.api.tool.Workspace;
import dev.loom.tools.workspace.ConfinedWorkspace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A workspace that keeps what was there before each write.
///
/// What a write replaces is on disk before it begins. That a file is new is only written down: a
/// power cut may lose it, together with the file, which is not forced to disk either.
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
    var entry = plain.look(path);
    if (entry.kind() != Kind.FILE && entry.kind() != Kind.MISSING) {
      return plain.write(path, content);
    }
    var touch = begin(real, path, content);
    FileChange change;
    try {
      change = plain.write(path, content);
    } catch (IOException | RuntimeException failed) {
      record.uninterrupted(() -> abandon(touch));
      throw failed;
    }
    end(touch);
    return change;
  }

  private Touch begin(String real, String path, byte[] content) throws IOException {
    record.ledger();
    var before = record.present().at(real, Present.Keeping.KEEP_DURABLY);
    var touch = record.touch(real, before, after(content, before), missingDirectories(real));
    record.name(real, plain.relative(path));
    record.append(List.of(new LedgerLine.Intent(touch)), before.isThere());
    record.backup().wrote(real, touch.after());
    return touch;
  }

  private Version after(byte[] content, Version before) throws IOException {
    if (content.length > record.limits().fileBytesMax()) {
      return Version.unkept("", content.length, before.mode(), Limits.TOO_LARGE);
    }
    return Version.file(record.images().keep(content, false), content.length, before.mode());
  }

  private int missingDirectories(String real) throws IOException {
    var missing = 0;
    for (var slash = real.lastIndexOf('/'); slash > 0; slash = real.lastIndexOf('/', slash - 1)) {
      if (plain.look(real.substring(0, slash)).kind() != Kind.MISSING) {
        return missing;
      }
      missing++;
    }
    return missing;
  }

  private void end(Touch touch) throws IOException {
    var mode = record.present().mode(touch.path());
    var done = touch.to(touch.after().withMode(mode));
    record.append(List.of(new LedgerLine.Done(done)), false);
    record.done(List.of(done));
  }

  /// A write that failed may have failed after its effect.
  private Void abandon(Touch touch) throws IOException {
    var line = Settling.of(touch, record.present());
    record.append(List.of(line), false);
    if (line instanceof LedgerLine.Done done) {
      record.done(List.of(done.touch()));
    } else {
      record.backup().wrote(touch.path(), touch.before());
    }
    return null;
  }

  @Override
  public Path root() {
    return plain.root();
  }

  @Override
  public String relative(String path) throws EscapeException {
    return plain.relative(path);
  }

  @Override
  public Entry look(String path) throws IOException {
    return plain.look(path);
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
