package dev.loom.memory;

import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.journal.AuditReport;
import dev.loom.contracts.json.Json;
import dev.loom.contracts.task.TaskSnapshot;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Checks the journals of all tasks in one pass over all events. Keeps the state of one task at a
/// time.
final class JournalAudit {
  private static final String EVENTS =
      "SELECT task_id, seq, type, version, data, blobs FROM event ORDER BY task_id, seq";
  private static final String TEXT = "SELECT text FROM blob WHERE sha256 = ?";
  private static final String ROW = "SELECT status, snapshot FROM task WHERE task_id = ?";

  private final ReadOnlyConnection connection;
  private final TaskJournalAudit.Checks checks = new TaskJournalAudit.Checks();
  private final AuditCheckBuilder readable =
      new AuditCheckBuilder("every event can be read by this version of Loom");
  private final AuditCheckBuilder texts =
      new AuditCheckBuilder("every long text of an event is stored");
  private final AuditCheckBuilder rows =
      new AuditCheckBuilder("every task row matches its journal");
  private Optional<TaskJournalAudit> current = Optional.empty();

  JournalAudit(ReadOnlyConnection connection) {
    this.connection = connection;
  }

  /// Returns the check that reports an unreadable file.
  AuditCheckBuilder readable() {
    return readable;
  }

  List<AuditReport.Check> checks() {
    return Stream.concat(checks.all(), Stream.of(readable, texts, rows))
        .map(AuditCheckBuilder::build)
        .toList();
  }

  void examine() throws SQLException {
    try (var text = connection.prepare(TEXT);
        var row = connection.prepare(ROW)) {
      connection.forEachRow(EVENTS, event -> read(event, text, row));
      end(row);
    }
  }

  private void read(ResultSet event, PreparedStatement text, PreparedStatement row)
      throws SQLException {
    var id = event.getString(1);
    if (current.filter(task -> task.id().equals(id)).isEmpty()) {
      end(row);
      current = Optional.of(new TaskJournalAudit(id, event.getString(3), checks));
    }
    var task = current.orElseThrow();
    var seq = event.getLong(2);
    task.next(seq, event.getString(3));
    readable.addExamined();
    if (event.getInt(4) != TaskEvent.VERSION) {
      task.addOtherVersion(event.getInt(4));
      return;
    }
    try {
      decode(event, text).ifPresent(seen -> task.inspect(seq, seen));
    } catch (IllegalArgumentException broken) {
      readable.addFinding(
          task.at(seq) + " is broken (" + broken.getMessage() + "); " + StorageAudit.RESTORE + ".");
    }
  }

  private Optional<TaskEvent.Recorded> decode(ResultSet event, PreparedStatement text)
      throws SQLException {
    var found = new HashMap<String, String>();
    var complete = true;
    for (var hash : StoredEvent.hashes(event.getString(6)).values()) {
      texts.addExamined();
      text.setString(1, hash);
      try (var result = text.executeQuery()) {
        if (result.next()) {
          found.put(hash, result.getString(1));
        } else {
          complete = false;
          texts.addFinding(
              "Task "
                  + event.getString(1)
                  + ", event "
                  + event.getLong(2)
                  + ": its text "
                  + hash
                  + " is missing; "
                  + StorageAudit.RESTORE
                  + ".");
        }
      }
    }
    return complete ? Optional.of(decode(event, found)) : Optional.empty();
  }

  private static TaskEvent.Recorded decode(ResultSet event, Map<String, String> found)
      throws SQLException {
    return StoredEvent.decode(
        event.getString(3), event.getInt(4), event.getString(5), event.getString(6), found);
  }

  private void end(PreparedStatement row) throws SQLException {
    if (current.isEmpty()) {
      return;
    }
    var task = current.get();
    task.describeOtherVersions()
        .ifPresent(
            versions ->
                readable.addFinding(
                    "Task "
                        + task.id()
                        + " "
                        + versions
                        + "; finish it with the version that wrote it, or submit it again."));
    rows.addExamined();
    row.setString(1, task.id());
    try (var result = row.executeQuery()) {
      if (!result.next()) {
        rows.addFinding(
            "Task " + task.id() + " has no row and will not be resumed; submit it again.");
      } else if (task.describeOtherVersions().isEmpty()) {
        compare(task, result.getString(1), result.getString(2));
      }
    }
  }

  private void compare(TaskJournalAudit task, String status, String json) {
    try {
      var snapshot = Json.read(json, TaskSnapshot.class);
      var shown = snapshot.status().name().toLowerCase(Locale.ROOT);
      if (!shown.equals(status)) {
        addDifference(task, "has status " + status + ", but its snapshot has status " + shown);
      }
      if (snapshot.lastSeq() > task.lastSeq()) {
        addDifference(
            task,
            "has a snapshot of event "
                + snapshot.lastSeq()
                + ", but events only up to "
                + task.lastSeq());
      }
      if (!task.allowsStatus(snapshot.status())) {
        addDifference(task, "has status " + status + ", but its journal " + task.describeEnd());
      }
    } catch (IllegalArgumentException broken) {
      addDifference(task, "has a snapshot that cannot be read (" + broken.getMessage() + ")");
    }
  }

  private void addDifference(TaskJournalAudit task, String difference) {
    rows.addFinding("Task " + task.id() + " " + difference + "; " + StorageAudit.RESTORE + ".");
  }
}
