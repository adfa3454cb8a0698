package dev.loom.tools.change;

import dev.loom.api.tool.Workspace.Kind;
import dev.loom.contracts.id.Sha256;
import dev.loom.tools.change.Account.Hold;
import dev.loom.tools.workspace.ConfinedWorkspace;
import java.io.IOException;
import java.util.List;

/// The record of one write of one file. Its steps come in the order in which they stand here, and
/// nobody else writes the file down before it is closed.
///
/// What a write replaces is on disk before it begins. That a file is new is only written down: a
/// power cut may lose it, together with the file, which is not forced to disk either.
final class RecordedWrite implements AutoCloseable {
  private final ConfinedWorkspace plain;
  private final CallRecord record;
  private final Account account;
  private final Hold hold;
  private Touch touch;

  /// Waits for whoever writes the file now.
  ///
  /// @param path where the file really is
  RecordedWrite(ConfinedWorkspace plain, CallRecord record, String path) throws IOException {
    record.ledger();
    this.plain = plain;
    this.record = record;
    this.account = record.backup().account();
    this.hold = account.hold(path);
  }

  /// Keeps what is there, and what is to be there.
  ///
  /// @param asked what the tool calls the file
  /// @return false when the file holds the content already: then there is nothing to write, and
  ///   nothing worth two syncs of the disk to keep
  boolean begin(String asked, byte[] content) throws IOException {
    var path = hold.path();
    var found = record.present().at(path, Present.Keeping.LOOK_ONLY);
    if (found.kind() == Version.Kind.FILE && found.hash().equals(Sha256.hex(content))) {
      settle(found);
      return false;
    }
    var before = found.isThere() ? record.present().at(path, Present.Keeping.KEEP_DURABLY) : found;
    settle(before);
    touch = record.touch(path, before, after(content, before), missingDirectories(path));
    record.name(path, plain.relativize(asked));
    record.append(List.of(new LedgerLine.Intent(touch)), before.isThere());
    return true;
  }

  /// What a command has done to the file by now is written down first, so that this write begins
  /// with what the record says.
  private void settle(Version before) throws IOException {
    var recorded = account.recorded(hold, before);
    if (!record.present().isStill(hold.path(), recorded, before)) {
      var author = account.author(record.call().taskId());
      if (author.isPresent()) {
        author.get().did(List.of(new Difference(hold.path(), recorded, before)));
      }
    }
    account.record(hold, before);
  }

  private Version after(byte[] content, Version before) throws IOException {
    if (content.length > record.limits().fileBytesMax()) {
      return Version.unkept("", content.length, before.mode(), Limits.TOO_LARGE);
    }
    return Version.file(record.images().keep(content, false), content.length, before.mode());
  }

  private int missingDirectories(String path) throws IOException {
    var missing = 0;
    for (var slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
      if (plain.stat(path.substring(0, slash)).kind() != Kind.MISSING) {
        return missing;
      }
      missing++;
    }
    return missing;
  }

  /// The write took place.
  void end() throws IOException {
    var mode = record.present().mode(touch.path());
    done(touch.to(touch.after().withMode(mode)));
  }

  /// The write failed; it may have failed after its effect.
  Void abandon() throws IOException {
    var line = LedgerSettling.of(touch, record.present());
    if (line instanceof LedgerLine.Done done) {
      done(done.touch());
    } else {
      record.append(List.of(line), false);
    }
    return null;
  }

  private void done(Touch done) throws IOException {
    record.append(List.of(new LedgerLine.Done(done)), false);
    record.done(List.of(done));
    var isKept = done.after().kind() != Version.Kind.UNKEPT;
    account.record(
        hold, isKept ? done.after() : record.present().at(done.path(), Present.Keeping.LOOK_ONLY));
  }

  @Override
  public void close() {
    account.release(hold);
  }
}
