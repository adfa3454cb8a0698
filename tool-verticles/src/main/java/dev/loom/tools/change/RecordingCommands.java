package dev.loom.tools.change;

import dev.loom.api.tool.Commands;
import dev.loom.tools.workspace.Seen;
import dev.loom.tools.workspace.Survey;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Commands that can change any file, so all files are kept before the first of them runs, and
/// looked at after each.
final class RecordingCommands implements Commands {
  private final Commands plain;
  private final CallRecord record;
  private Manifest manifest;

  /// How things stood after the last look, where that differs from the manifest.
  private final Map<String, Version> seenLast = new HashMap<>();

  private Backup backup;
  private long moment;
  private int running;
  private boolean begun;

  RecordingCommands(Commands plain, CallRecord record) {
    this.plain = plain;
    this.record = record;
  }

  @Override
  public Outcome run(List<String> command, Map<String, String> environment)
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
      backup = record.backup();
      moment = backup.commandsBegin();
      try {
        keep();
        begun = true;
      } finally {
        if (!begun) {
          backup.commandsEnd();
        }
      }
    }
    running++;
  }

  private void keep() throws IOException {
    var survey = record.survey();
    if (survey.isEmpty()) {
      record.holdUnknown();
      return;
    }
    var call = record.call();
    var kept =
        new Manifest(
            call.taskId(),
            call.subtaskId(),
            call.stepId(),
            call.tool(),
            record.workspace().root().toString(),
            backup.keep(survey.get(), record.present()),
            survey.get().directories());
    PrivateFiles.write(record.pendingFile(), kept.bytes(), !kept.files().isEmpty());
    manifest = kept;
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
    synchronized (backup) {
      var survey = record.survey();
      if (survey.isEmpty()) {
        record.holdUnknown();
        return null;
      }
      var touches = touches(survey.get());
      record.append(touches.stream().map(LedgerLine.Done::new).toList(), true);
      record.done(touches);
      for (var touch : touches) {
        seenLast.put(touch.path(), touch.after());
        backup.wrote(touch.path(), touch.after());
      }
      moment = backup.moment();
      return null;
    }
  }

  private List<Touch> touches(Survey survey) throws IOException {
    var paths = new TreeSet<>(manifest.files().keySet());
    paths.addAll(survey.files().keySet());
    paths.addAll(seenLast.keySet());
    var touches = new ArrayList<Touch>();
    var room = record.limits().totalBytesMax();
    for (var path : paths) {
      var before = before(path);
      var after = after(path, survey.files().get(path), before, room);
      if (!before.isSameAs(after)) {
        touches.add(record.touch(path, before, after, manifest.newDirectories(path)));
        room -= after.kind() == Version.Kind.FILE ? after.sizeBytes() : 0;
      }
    }
    return touches;
  }

  private Version before(String path) {
    var others = backup.wroteSince(path, moment);
    others.ifPresent(version -> seenLast.put(path, version));
    return seenLast.getOrDefault(path, manifest.before(path));
  }

  private Version after(String path, Seen seen, Version before, long room) throws IOException {
    if (seen == null) {
      return Version.NOTHING;
    }
    if (before.kind() == Version.Kind.UNKEPT && before.hash().equals(Present.look(seen))) {
      return before.withMode(seen.mode());
    }
    if (seen.type() == Seen.Type.FILE
        && seen.sizeBytes() > room
        && seen.sizeBytes() <= record.limits().fileBytesMax()
        && !backup.isUnchanged(path, seen)) {
      return Present.unkept(seen, Limits.BEYOND_TOTAL);
    }
    return backup.version(path, seen, record.present(), Present.Keeping.KEEP);
  }

  /// Takes a last look when a command was still running on a thread of the tool's own, and lets go
  /// of the manifest: what it was kept for is recorded.
  synchronized void close() throws IOException {
    if (!begun) {
      return;
    }
    try {
      if (running > 0 && manifest != null) {
        record.uninterrupted(this::look);
      }
      if (manifest != null && !record.isUnknown()) {
        Files.deleteIfExists(record.pendingFile());
      }
    } finally {
      backup.commandsEnd();
    }
  }
}
