package dev.loom.memory;

import dev.loom.contracts.id.Sha256;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Examines what lies beside the journal. A text that no event names is examined like any other: it
/// does no harm.
final class StoreAudit {
  /// A report that is due for longer was forgotten by whoever delivers.
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

  private final AuditConnection connection;
  private final Instant now;

  StoreAudit(AuditConnection connection, Instant now) {
    this.connection = connection;
    this.now = now;
  }

  /// One check over all rows of a table.
  record Part(Tally tally, AuditConnection connection, String sql, Look look)
      implements StorageAudit.Section {
    @Override
    public void examine() throws SQLException {
      connection.each(
          sql,
          row -> {
            tally.examined();
            look.at(row, tally);
          });
    }
  }

  /// Looks at one row.
  @FunctionalInterface
  interface Look {
    void at(ResultSet row, Tally tally) throws SQLException;
  }

  List<Part> parts() {
    return List.of(
        part("every stored text has the hash it is kept under", TEXTS, StoreAudit::text),
        part("every listed task has a journal", WITHOUT_EVENTS, StoreAudit::task),
        part("every learned pattern can be read", PATTERNS, StoreAudit::pattern),
        part("no report is overdue by more than a day", WEBHOOKS, this::webhook),
        part("every submission key belongs to a task", SUBMISSIONS, StoreAudit::submission));
  }

  private Part part(String name, String sql, Look look) {
    return new Part(new Tally(name), connection, sql, look);
  }

  private static void text(ResultSet row, Tally tally) throws SQLException {
    var hash = Sha256.hex(row.getString(2));
    if (!hash.equals(row.getString(1))) {
      tally.found(
          "Text "
              + row.getString(1)
              + " has the hash "
              + hash
              + ": it was changed; "
              + StorageAudit.RESTORE
              + ".");
    }
  }

  private static void task(ResultSet row, Tally tally) throws SQLException {
    if (!row.getBoolean(2)) {
      tally.found(
          "Task "
              + row.getString(1)
              + " has no events; "
              + StorageAudit.RESTORE
              + ", or submit it again.");
    }
  }

  private static void pattern(ResultSet row, Tally tally) throws SQLException {
    try {
      PatternStore.type(row.getString(2));
      PatternStore.facts(row.getString(3));
    } catch (IllegalArgumentException broken) {
      tally.found(
          "Pattern "
              + row.getLong(1)
              + " ("
              + row.getString(4)
              + ") cannot be read: "
              + broken.getMessage()
              + "; forget it, it will be learned anew.");
    }
  }

  private void webhook(ResultSet row, Tally tally) throws SQLException {
    var micros = row.getLong(3);
    if (!row.wasNull() && Micros.instant(micros).isBefore(now.minus(OVERDUE))) {
      tally.found(
          "Report "
              + row.getString(1)
              + " of task "
              + row.getString(2)
              + " has been due since "
              + Micros.instant(micros)
              + "; start the engine with its gateway, and see that the task's callback URL can be"
              + " reached.");
    }
  }

  private static void submission(ResultSet row, Tally tally) throws SQLException {
    if (!row.getBoolean(3)) {
      tally.found(
          "The key '"
              + row.getString(1)
              + "' belongs to task "
              + row.getString(2)
              + ", which does not exist; use another key, or "
              + StorageAudit.RESTORE
              + ".");
    }
  }
}
