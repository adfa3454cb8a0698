package dev.loom.memory;

import dev.loom.bus.json.EventFormat;
import dev.loom.bus.json.Json;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.journal.AuditReport;
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
  private static final String SELECT_EVENTS =
      "SELECT task_id, seq, type, version, data, blobs FROM event ORDER BY task_id, seq";
  private static final String SELECT_TEXT = "SELECT text FROM blob WHERE sha256 = ?";
  private static final String SELECT_TASK = "SELECT status, snapshot FROM task WHERE task_id = ?";

  private final ReadOnlyConnection connection;
  private final TaskJournalAudit.Checks checks = new TaskJournalAudit.Checks();
  private final AuditCheckBuilder eventCheck =
      new AuditCheckBuilder("every event can be read by this version of Loom");
  private final AuditCheckBuilder textCheck =
      new AuditCheckBuilder("every long text of an event is stored");
  private final AuditCheckBuilder taskRowCheck =
      new AuditCheckBuilder("every task row matches its journal");
  private Optional<TaskJournalAudit> current = Optional.empty();

  JournalAudit(ReadOnlyConnection connection) {
    this.connection = connection;
  }

  /// Returns the check that reports unreadable events and an aborted pass.
  AuditCheckBuilder eventCheck() {
    return eventCheck;
  }

  List<AuditReport.Check> checks() {
    return Stream.concat(checks.stream(), Stream.of(eventCheck, textCheck, taskRowCheck))
        .map(AuditCheckBuilder::build)
        .toList();
  }

  void examine() throws SQLException {
    try (var textQuery = connection.prepare(SELECT_TEXT);
        var taskQuery = connection.prepare(SELECT_TASK)) {
      connection.forEachRow(SELECT_EVENTS, event -> read(event, textQuery, taskQuery));
      finishTask(taskQuery);
    }
  }

  private void read(ResultSet event, PreparedStatement textQuery, PreparedStatement taskQuery)
      throws SQLException {
    var id = event.getString(1);
    if (current.filter(task -> task.id().equals(id)).isEmpty()) {
      finishTask(taskQuery);
      current = Optional.of(new TaskJournalAudit(id, event.getString(3), checks));
    }
    var task = current.orElseThrow();
    var seq = event.getLong(2);
    task.checkNext(seq, event.getString(3));
    eventCheck.addExamined();
    var unreadable = EventFormat.current().describeUnreadable(event.getString(3), event.getInt(4));
    if (unreadable.isPresent()) {
      task.addUnreadable(unreadable.get());
      return;
    }
    try {
      decode(event, textQuery).ifPresent(decoded -> task.inspect(seq, decoded));
    } catch (IllegalArgumentException exception) {
      eventCheck.addFinding(
          "%s is broken (%s); %s."
              .formatted(task.position(seq), exception.getMessage(), StorageAudit.RESTORE));
    }
  }

  private Optional<TaskEvent.Recorded> decode(ResultSet event, PreparedStatement textQuery)
      throws SQLException {
    var texts = new HashMap<String, String>();
    var complete = true;
    for (var hash : StoredEvent.hashes(event.getString(6)).values()) {
      textCheck.addExamined();
      textQuery.setString(1, hash);
      try (var result = textQuery.executeQuery()) {
        if (result.next()) {
          texts.put(hash, result.getString(1));
        } else {
          complete = false;
          textCheck.addFinding(
              "Task %s, event %s: its text %s is missing; %s."
                  .formatted(event.getString(1), event.getLong(2), hash, StorageAudit.RESTORE));
        }
      }
    }
    return complete ? Optional.of(decode(event, texts)) : Optional.empty();
  }

  private static TaskEvent.Recorded decode(ResultSet event, Map<String, String> texts)
      throws SQLException {
    return StoredEvent.decode(
        event.getString(3), event.getInt(4), event.getString(5), event.getString(6), texts);
  }

  private void finishTask(PreparedStatement taskQuery) throws SQLException {
    if (current.isEmpty()) {
      return;
    }
    var task = current.get();
    task.describeUnreadable()
        .ifPresent(
            formats ->
                eventCheck.addFinding(
                    "Task %s %s; finish it with the version that wrote it, or submit it again."
                        .formatted(task.id(), formats)));
    taskRowCheck.addExamined();
    taskQuery.setString(1, task.id());
    try (var result = taskQuery.executeQuery()) {
      if (!result.next()) {
        taskRowCheck.addFinding(
            "Task " + task.id() + " has no row and will not be resumed; submit it again.");
      } else if (task.describeUnreadable().isEmpty()) {
        compareTaskRow(task, result.getString(1), result.getString(2));
      }
    }
  }

  private void compareTaskRow(TaskJournalAudit task, String status, String json) {
    try {
      var snapshot = Json.readStored(json, TaskSnapshot.class);
      var snapshotStatus = snapshot.status().name().toLowerCase(Locale.ROOT);
      if (!snapshotStatus.equals(status)) {
        addDifference(
            task, "has status " + status + ", but its snapshot has status " + snapshotStatus);
      }
      if (snapshot.lastSeq() > task.lastSeq()) {
        addDifference(
            task,
            "has a snapshot of event %s, but events only up to %s"
                .formatted(snapshot.lastSeq(), task.lastSeq()));
      }
      if (!task.allowsStatus(snapshot.status())) {
        addDifference(task, "has status " + status + ", but its journal " + task.describeEnd());
      }
    } catch (IllegalArgumentException exception) {
      addDifference(task, "has a snapshot that cannot be read (" + exception.getMessage() + ")");
    }
  }

  private void addDifference(TaskJournalAudit task, String difference) {
    taskRowCheck.addFinding(
        "Task " + task.id() + " " + difference + "; " + StorageAudit.RESTORE + ".");
  }
}
