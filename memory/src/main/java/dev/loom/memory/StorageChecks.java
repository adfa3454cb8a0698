package dev.loom.memory;

import dev.loom.bus.json.EventFormat;
import dev.loom.bus.json.Json;
import dev.loom.contracts.id.Sha256;
import dev.loom.contracts.journal.AuditReport;
import dev.loom.contracts.task.TaskSnapshot;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Checks of the database file and of the rows of all tables, each with a query of its own. A text
/// to which no event refers is harmless and not reported.
final class StorageChecks {
  /// Remedy for lost data.
  static final String RESTORE = "restore the database from a backup";

  private static final String BUG = "report this as a bug of Loom";

  /// Age after which an undelivered webhook is reported.
  private static final Duration OVERDUE = Duration.ofDays(1);

  private static final String SEQUENCE =
      """
      SELECT seq = before + 1, task_id, seq, before FROM (
        SELECT task_id, seq, lag(seq, 1, 0) OVER (PARTITION BY task_id ORDER BY seq) AS before
        FROM event)
      """;
  private static final String FIRST_EVENTS =
      "SELECT type = 'task_submitted', task_id, type, min(seq) FROM event GROUP BY task_id";
  private static final String ENDS =
      """
      SELECT task_id, min(seq) AS seq, replace(type, 'task_', '') AS status FROM event
      WHERE type IN ('task_completed', 'task_failed', 'task_cancelled') GROUP BY task_id
      """;
  private static final String AFTER_ENDS =
      """
      SELECT type IN ('task_feedback', 'changes_undone'), task_id, event.seq, type
      FROM event JOIN (%s) AS ends USING (task_id) WHERE event.seq > ends.seq
      """
          .formatted(ENDS);
  private static final String COMPLETIONS =
      """
      SELECT number = 1, task_id, seq, step FROM (
        SELECT task_id, seq, step, row_number() OVER (PARTITION BY task_id, step ORDER BY seq)
          AS number
        FROM (
          SELECT task_id, seq, CASE type
            WHEN 'tool_call_completed' THEN 'step ' || (data ->> 'step_id')
            ELSE 'turn ' || (data ->> 'turn') || ' of attempt ' || (data ->> 'attempt')
              || ' of subtask ' || (data ->> 'subtask_id') END AS step
          FROM event
          WHERE type IN ('tool_call_completed', 'model_turn_completed') AND json_valid(data))
        WHERE step IS NOT NULL)
      """;
  private static final String EVENTS =
      """
      SELECT task_id, seq, type, version, data, blobs, CASE WHEN blobs <> '{}' AND json_valid(blobs)
        THEN (SELECT json_group_object(sha256, text) FROM blob
              WHERE sha256 IN (SELECT value FROM json_each(blobs))) ELSE '{}' END
      FROM event ORDER BY task_id, seq
      """;
  private static final String REFERENCES =
      """
      SELECT EXISTS (SELECT 1 FROM blob WHERE sha256 = reference.value), task_id, seq,
        reference.value
      FROM event, json_each(iif(json_valid(blobs), blobs, '{}')) AS reference WHERE blobs <> '{}'
      """;
  private static final String TASKS =
      """
      SELECT task_id, last_seq, task.status, snapshot, ends.status
      FROM (SELECT task_id, max(seq) AS last_seq FROM event GROUP BY task_id)
      LEFT JOIN task USING (task_id) LEFT JOIN (%s) AS ends USING (task_id)
      """
          .formatted(ENDS);
  private static final String TEXTS = "SELECT sha256, text FROM blob";
  private static final String JOURNALS =
      "SELECT EXISTS (SELECT 1 FROM event WHERE event.task_id = task.task_id), task_id FROM task";
  private static final String PATTERNS = "SELECT id, type, facts, key FROM pattern ORDER BY id";
  private static final String WEBHOOKS =
      """
      SELECT due_at IS NULL OR due_at >= %d, id, task_id,
        strftime('%%Y-%%m-%%dT%%H:%%M:%%SZ', due_at / 1000000, 'unixepoch')
      FROM webhook
      """;
  private static final String SUBMISSIONS =
      """
      SELECT EXISTS (SELECT 1 FROM task WHERE task.task_id = submission.task_id), key, task_id
      FROM submission
      """;

  private static final String DAMAGED =
      "SELECT 'Task ' || task_id || ' is lost: ' || reason FROM damaged_task";

  private final ReadOnlyConnection connection;
  private final List<String> damage;
  private final Instant now;

  /// Events whose format this version of Loom cannot read, by task.
  private final Map<String, UnreadableEvents> unreadable = new LinkedHashMap<>();

  private record UnreadableEvents(long count, String format) {}

  /// @param damage what was found when the database was opened
  StorageChecks(ReadOnlyConnection connection, List<String> damage, Instant now) {
    this.connection = connection;
    this.damage = damage;
    this.now = now;
  }

  /// Checks one row.
  @FunctionalInterface
  private interface RowCheck {
    void check(ResultSet row, AuditCheck result) throws SQLException;
  }

  /// Returns the checks in the order in which they must run.
  List<AuditCheck> all() {
    return List.of(
        new AuditCheck("nothing was lost to damage", this::examineLosses),
        new AuditCheck("the database file is intact", this::examineFile),
        check(
            "every journal is numbered from 1 without gaps",
            SEQUENCE,
            "Task %s, event %s follows event %s: events are missing; " + RESTORE),
        check(
            "every journal begins with task_submitted",
            FIRST_EVENTS,
            "Task %s begins with %s; " + RESTORE),
        check(
            "only feedback and undo events follow the end of a task",
            AFTER_ENDS,
            "Task %s, event %s is %s after the end of the task; " + BUG),
        check(
            "every step and every model turn completes at most once",
            COMPLETIONS,
            "Task %s, event %s completes %s a second time; check the effects and " + BUG),
        new AuditCheck("every event can be read by this version of Loom", this::examineEvents),
        check(
            "every long text of an event is stored",
            REFERENCES,
            "Task %s, event %s: its text %s is missing; " + RESTORE),
        check("every task row matches its journal", TASKS, this::task),
        check("every stored text matches its hash", TEXTS, StorageChecks::text),
        check(
            "every task row has a journal",
            JOURNALS,
            "Task %s has no events; " + RESTORE + ", or submit it again"),
        check("every learned pattern can be read", PATTERNS, StorageChecks::pattern),
        check(
            "no webhook is overdue by more than a day",
            WEBHOOKS.formatted(EpochMicros.of(now.minus(OVERDUE))),
            "Webhook %s of task %s has been due since %s; start the engine with its gateway and"
                + " check the callback URL"),
        check(
            "every idempotency key belongs to a task",
            SUBMISSIONS,
            "The key '%s' belongs to task %s, which does not exist; use another key, or "
                + RESTORE));
  }

  private AuditCheck check(String name, String sql, RowCheck rowCheck) {
    return new AuditCheck(name, result -> examineRows(sql, rowCheck, result));
  }

  private void examineRows(String sql, RowCheck rowCheck, AuditCheck result) throws SQLException {
    connection.forEachRow(
        sql,
        row -> {
          result.addExamined(1);
          rowCheck.check(row, result);
        });
  }

  /// Creates a check whose query decides.
  ///
  /// @param sql query whose first column says whether the row is valid
  /// @param finding message with the values of the other columns
  private AuditCheck check(String name, String sql, String finding) {
    return check(
        name,
        sql,
        (row, result) -> {
          if (!row.getBoolean(1)) {
            var values = new Object[row.getMetaData().getColumnCount() - 1];
            for (int i = 0; i < values.length; i++) {
              values[i] = row.getObject(i + 2);
            }
            result.addFinding(finding.formatted(values) + ".");
          }
        });
  }

  private void examineLosses(AuditCheck result) throws SQLException {
    result.addExamined(1);
    damage.forEach(result::addFinding);
    if (damage.isEmpty()) {
      connection.forEachRow(
          DAMAGED, row -> result.addFinding(row.getString(1) + "; " + RESTORE + "."));
    }
  }

  private void examineFile(AuditCheck result) throws SQLException {
    connection.forEachRow("PRAGMA page_count", row -> result.addExamined(row.getLong(1)));
    connection.forEachRow(
        "PRAGMA integrity_check(" + AuditReport.Check.FINDINGS_MAX + ")",
        row -> {
          if (!row.getString(1).equals("ok")) {
            result.addFinding(row.getString(1) + "; " + RESTORE + ".");
          }
        });
  }

  private void examineEvents(AuditCheck result) throws SQLException {
    examineRows(EVENTS, this::event, result);
    unreadable.forEach(
        (task, events) ->
            result.addFinding(
                ("Task %s has %s events of %s; finish it with the version that wrote it, or submit"
                        + " it again.")
                    .formatted(task, events.count, events.format)));
  }

  private void event(ResultSet event, AuditCheck result) throws SQLException {
    var type = event.getString(3);
    var version = event.getInt(4);
    var format = EventFormat.current().describeUnreadable(type, version);
    if (format.isPresent()) {
      unreadable.merge(
          event.getString(1),
          new UnreadableEvents(1, format.get()),
          (known, added) -> new UnreadableEvents(known.count + 1, added.format));
      return;
    }
    try {
      var blobs = event.getString(6);
      var texts = new HashMap<String, String>();
      Json.parse(event.getString(7))
          .properties()
          .forEach(text -> texts.put(text.getKey(), text.getValue().asText()));
      // A missing text is a finding of another check.
      if (texts.keySet().containsAll(StoredEvent.hashes(blobs).values())) {
        StoredEvent.decode(type, version, event.getString(5), blobs, texts);
      }
    } catch (IllegalArgumentException exception) {
      result.addFinding(
          "Task %s, event %s is broken (%s); %s."
              .formatted(event.getString(1), event.getLong(2), exception.getMessage(), RESTORE));
    }
  }

  private void task(ResultSet row, AuditCheck result) throws SQLException {
    var task = "Task " + row.getString(1) + " ";
    var status = row.getString(3);
    if (status == null) {
      result.addFinding(task + "has no row and will not be resumed; submit it again.");
    } else if (!unreadable.containsKey(row.getString(1))) {
      taskRowDifferences(row, status)
          .forEach(difference -> result.addFinding(task + difference + "; " + RESTORE + "."));
    }
  }

  private static List<String> taskRowDifferences(ResultSet row, String status) throws SQLException {
    var differences = new ArrayList<String>();
    try {
      var snapshot = Json.readStored(row.getString(4), TaskSnapshot.class);
      var snapshotStatus = snapshot.status().name().toLowerCase(Locale.ROOT);
      var end = row.getString(5);
      if (!snapshotStatus.equals(status)) {
        differences.add("has status " + status + ", but its snapshot has status " + snapshotStatus);
      }
      if (snapshot.lastSeq() > row.getLong(2)) {
        differences.add(
            "has a snapshot of event %s, but events only up to %s"
                .formatted(snapshot.lastSeq(), row.getLong(2)));
      }
      if (end == null ? snapshot.status().isFinished() : !snapshotStatus.equals(end)) {
        differences.add(
            "has status %s, but its journal %s"
                .formatted(status, end == null ? "has no end" : "ends with status " + end));
      }
    } catch (IllegalArgumentException exception) {
      differences.add("has a snapshot that cannot be read (" + exception.getMessage() + ")");
    }
    return differences;
  }

  private static void text(ResultSet row, AuditCheck result) throws SQLException {
    var hash = Sha256.hex(row.getString(2));
    if (!hash.equals(row.getString(1))) {
      result.addFinding(
          "Text %s has the hash %s: it was modified; %s."
              .formatted(row.getString(1), hash, RESTORE));
    }
  }

  private static void pattern(ResultSet row, AuditCheck result) throws SQLException {
    try {
      SqlitePatterns.type(row.getString(2));
      SqlitePatterns.facts(row.getString(3));
    } catch (IllegalArgumentException exception) {
      result.addFinding(
          "Pattern %s (%s) cannot be read: %s; delete it, it will be learned anew."
              .formatted(row.getLong(1), row.getString(4), exception.getMessage()));
    }
  }
}
