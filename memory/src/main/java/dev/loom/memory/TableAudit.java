package dev.loom.memory;

import dev.loom.contracts.id.Sha256;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Audits the tables other than the journal. A text to which no event refers is harmless and not
/// reported.
final class TableAudit {
  /// Age after which an undelivered webhook is reported.
  private static final Duration OVERDUE = Duration.ofDays(1);

  private static final String TEXTS = "SELECT sha256, text FROM blob";
  private static final String WITHOUT_EVENTS =
      """
      SELECT task_id, EXISTS (SELECT 1 FROM event WHERE event.task_id = task.task_id) FROM task
      """;
  private static final String PATTERNS = "SELECT id, type, facts, key FROM pattern ORDER BY id";
  private static final String WEBHOOKS = "SELECT id, task_id, due_at, url FROM webhook";
  private static final String SUBMISSIONS =
      """
      SELECT key, task_id, EXISTS (SELECT 1 FROM task WHERE task.task_id = submission.task_id)
      FROM submission
      """;

  private final ReadOnlyConnection connection;
  private final Instant now;

  TableAudit(ReadOnlyConnection connection, Instant now) {
    this.connection = connection;
    this.now = now;
  }

  /// Check of all rows of a table.
  record TableCheck(
      AuditCheckBuilder result, ReadOnlyConnection connection, String sql, RowCheck rowCheck)
      implements StorageAudit.Section {
    @Override
    public void examine() throws SQLException {
      connection.forEachRow(
          sql,
          row -> {
            result.addExamined();
            rowCheck.check(row, result);
          });
    }
  }

  /// Checks one row.
  @FunctionalInterface
  interface RowCheck {
    void check(ResultSet row, AuditCheckBuilder result) throws SQLException;
  }

  List<TableCheck> checks() {
    return List.of(
        check("every stored text matches its hash", TEXTS, TableAudit::text),
        check("every task row has a journal", WITHOUT_EVENTS, TableAudit::task),
        check("every learned pattern can be read", PATTERNS, TableAudit::pattern),
        check("no webhook is overdue by more than a day", WEBHOOKS, this::webhook),
        check("every idempotency key belongs to a task", SUBMISSIONS, TableAudit::submission));
  }

  private TableCheck check(String name, String sql, RowCheck rowCheck) {
    return new TableCheck(new AuditCheckBuilder(name), connection, sql, rowCheck);
  }

  private static void text(ResultSet row, AuditCheckBuilder result) throws SQLException {
    var hash = Sha256.hex(row.getString(2));
    if (!hash.equals(row.getString(1))) {
      result.addFinding(
          "Text %s has the hash %s: it was modified; %s."
              .formatted(row.getString(1), hash, StorageAudit.RESTORE));
    }
  }

  private static void task(ResultSet row, AuditCheckBuilder result) throws SQLException {
    if (!row.getBoolean(2)) {
      result.addFinding(
          "Task %s has no events; %s, or submit it again."
              .formatted(row.getString(1), StorageAudit.RESTORE));
    }
  }

  private static void pattern(ResultSet row, AuditCheckBuilder result) throws SQLException {
    try {
      SqlitePatterns.type(row.getString(2));
      SqlitePatterns.facts(row.getString(3));
    } catch (IllegalArgumentException exception) {
      result.addFinding(
          "Pattern %s (%s) cannot be read: %s; delete it, it will be learned anew."
              .formatted(row.getLong(1), row.getString(4), exception.getMessage()));
    }
  }

  private void webhook(ResultSet row, AuditCheckBuilder result) throws SQLException {
    var micros = row.getLong(3);
    if (!row.wasNull() && EpochMicros.toInstant(micros).isBefore(now.minus(OVERDUE))) {
      result.addFinding(
          ("Webhook %s of task %s has been due since %s; start the engine with its gateway and"
                  + " check the callback URL.")
              .formatted(row.getString(1), row.getString(2), EpochMicros.toInstant(micros)));
    }
  }

  private static void submission(ResultSet row, AuditCheckBuilder result) throws SQLException {
    if (!row.getBoolean(3)) {
      result.addFinding(
          "The key '%s' belongs to task %s, which does not exist; use another key, or %s."
              .formatted(row.getString(1), row.getString(2), StorageAudit.RESTORE));
    }
  }
}
