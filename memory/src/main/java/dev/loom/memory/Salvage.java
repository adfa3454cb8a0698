package dev.loom.memory;

import dev.loom.contracts.id.Sha256;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Copies what is intact in a damaged database to a new one: the tasks of which every row matches
/// its checksum and none is missing, and their texts, keys and webhooks. The ids of the others are
/// kept as damaged. Checkpoints and stored replies, which have no checksums, are left out. Blocks.
final class Salvage implements AutoCloseable {
  /// Gives up on a table after this many unreadable rows in a row, doubled each time.
  private static final int SKIPS_MAX = 45;

  private static final String EVENT = "task_id, seq, type, version, at, data, blobs, checksum";
  private static final String TASK =
      "task_id, status, goal, workspace, created_at, snapshot, owner, checksum";
  private static final String PATTERN = "id, type, key, facts, frequency, last_seen, checksum";
  private static final String SUBMISSION = "key, request_hash, task_id, at";
  private static final String WEBHOOK =
      "id, task_id, url, attempts, created_at, due_at, delivered, error";

  /// The index of the primary key, which lists the events even if their rows are unreadable.
  private static final String LISTED_EVENTS =
      "SELECT task_id, count(*) FROM event INDEXED BY sqlite_autoindex_event_1 GROUP BY task_id";

  private static final String INCOMPLETE =
      """
      SELECT task_id FROM (SELECT task_id, count(*) AS stored, min(seq) AS first, max(seq) AS last
          FROM event GROUP BY task_id)
        LEFT JOIN task USING (task_id)
        WHERE first <> 1 OR last <> stored OR snapshot IS NULL OR snapshot ->> 'last_seq' > last
      UNION SELECT task_id FROM task WHERE task_id NOT IN (SELECT task_id FROM event)
      UNION SELECT listed.task_id FROM listed LEFT JOIN
          (SELECT task_id, count(*) AS found FROM event GROUP BY task_id) USING (task_id)
        WHERE stored > coalesce(found, 1)
      UNION SELECT task_id FROM event, json_each(iif(json_valid(blobs), blobs, '{}')) AS reference
        WHERE blobs <> '{}' AND reference.value NOT IN (SELECT sha256 FROM blob)
      """;
  private static final String REASON = "some of its rows in the database were damaged";

  private final Connection source;
  private final Connection target;
  private final Set<String> damagedTasks = new TreeSet<>();
  private int unreadableRows;
  private int droppedPatterns;
  private int droppedWebhooks;

  private Salvage(Path source, Path target) throws SQLException {
    this.source = DriverManager.getConnection(Database.url(source, ""));
    this.target = DriverManager.getConnection(Database.url(target, ""));
  }

  /// Result of a salvage.
  ///
  /// @param intactTasks number of tasks in the new database
  /// @param losses descriptions of what is lost; empty if everything is intact
  record Result(long intactTasks, List<String> losses) {}

  /// Copies a database.
  ///
  /// @param target file that does not exist
  /// @throws SQLException if nothing can be read, or the target cannot be written
  static Result run(Path source, Path target) throws SQLException {
    try (var salvage = new Salvage(source, target)) {
      return salvage.run();
    }
  }

  /// Writes to the target; other than failures of the source, a failure ends the salvage.
  private static final class TargetException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TargetException(SQLException cause) {
      super(cause);
    }
  }

  private Result run() throws SQLException {
    try {
      createTarget();
      copyByRowId("event", EVENT, this::isIntactEvent);
      copyByRowId(
          "blob", "sha256, text", row -> Sha256.hex(row.getString(2)).equals(row.getString(1)));
      copyByRowId("pattern", PATTERN, this::isIntactPattern);
      copyByKey("task", TASK, "task_id", this::isIntactTask);
      copyByKey("submission", SUBMISSION, "key", row -> true);
      copyByKey("webhook", WEBHOOK, "id", row -> true);
      copyByKey("damaged_task", "task_id, reason", "task_id", row -> true);
      listEvents();
      removeIncompleteTasks();
      target.commit();
      return result();
    } catch (TargetException failure) {
      throw (SQLException) failure.getCause();
    }
  }

  private void createTarget() throws SQLException {
    target.setAutoCommit(false);
    for (var script : Migrations.SCRIPTS) {
      for (var statement : Migrations.statements(script)) {
        execute(statement);
      }
    }
    execute("PRAGMA user_version = " + Migrations.SCRIPTS.size());
    execute("CREATE TEMP TABLE listed (task_id TEXT PRIMARY KEY, stored INTEGER)");
  }

  private int execute(String sql, Object... values) {
    try (var statement = target.prepareStatement(sql)) {
      for (var i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      return statement.execute() ? 0 : statement.getUpdateCount();
    } catch (SQLException failure) {
      throw new TargetException(failure);
    }
  }

  @FunctionalInterface
  private interface RowTest {
    boolean isIntact(ResultSet row) throws SQLException;
  }

  /// Copies a table in order of its row ids. Skips what cannot be read.
  private void copyByRowId(String table, String columns, RowTest test) {
    var sql = "SELECT %s, rowid FROM %s NOT INDEXED WHERE rowid > ? ORDER BY rowid";
    var last = new long[1];
    for (var skips = 0; skips < SKIPS_MAX; skips++) {
      try (var statement = source.prepareStatement(sql.formatted(columns, table))) {
        statement.setLong(1, last[0]);
        try (var rows = statement.executeQuery()) {
          while (rows.next()) {
            last[0] = rows.getLong(rows.getMetaData().getColumnCount());
            copy(table, columns, rows, test);
            skips = 0;
          }
        }
        return;
      } catch (SQLException failure) {
        unreadableRows++;
        last[0] += 1L << skips;
      }
    }
  }

  /// Copies a table without row ids from both ends, up to what cannot be read.
  private void copyByKey(String table, String columns, String key, RowTest test) {
    for (var order : List.of("", " DESC")) {
      var sql = "SELECT " + columns + " FROM " + table + " ORDER BY " + key + order;
      try (var statement = source.createStatement();
          var rows = statement.executeQuery(sql)) {
        while (rows.next()) {
          copy(table, columns, rows, test);
        }
        return;
      } catch (SQLException failure) {
        unreadableRows++;
      }
    }
  }

  private void copy(String table, String columns, ResultSet row, RowTest test) throws SQLException {
    if (test.isIntact(row)) {
      var values = new Object[columns.split(",").length];
      for (var i = 0; i < values.length; i++) {
        values[i] = row.getObject(i + 1);
      }
      execute(
          "INSERT OR IGNORE INTO %s (%s) VALUES (%s)"
              .formatted(table, columns, "?, ".repeat(values.length - 1) + "?"),
          values);
    }
  }

  private static Long number(ResultSet row, int column) throws SQLException {
    var value = row.getLong(column);
    return row.wasNull() ? null : value;
  }

  private boolean isIntactEvent(ResultSet row) throws SQLException {
    return markIfDamaged(
        row.getString(1),
        RowChecksum.matches(
            number(row, 8),
            row.getString(1),
            row.getLong(2),
            row.getString(3),
            row.getInt(4),
            row.getLong(5),
            row.getString(6),
            row.getString(7)));
  }

  private boolean isIntactTask(ResultSet row) throws SQLException {
    return markIfDamaged(
        row.getString(1),
        RowChecksum.matches(
            number(row, 8),
            row.getString(1),
            row.getString(2),
            row.getString(3),
            row.getString(4),
            row.getLong(5),
            row.getString(6)));
  }

  private boolean markIfDamaged(String task, boolean isIntact) {
    if (!isIntact) {
      damagedTasks.add(String.valueOf(task));
    }
    return isIntact;
  }

  private boolean isIntactPattern(ResultSet row) throws SQLException {
    var isIntact =
        RowChecksum.matches(number(row, 7), row.getString(2), row.getString(3), row.getString(4));
    droppedPatterns += isIntact ? 0 : 1;
    return isIntact;
  }

  private void listEvents() {
    try (var statement = source.createStatement();
        var rows = statement.executeQuery(LISTED_EVENTS)) {
      while (rows.next()) {
        execute("INSERT OR IGNORE INTO listed VALUES (?, ?)", rows.getString(1), rows.getLong(2));
      }
    } catch (SQLException failure) {
      unreadableRows++;
    }
  }

  private void removeIncompleteTasks() throws SQLException {
    try (var statement = target.createStatement();
        var rows = statement.executeQuery(INCOMPLETE)) {
      while (rows.next()) {
        damagedTasks.add(rows.getString(1));
      }
    }
    for (var task : damagedTasks) {
      // What was read as the id of a damaged row may be no id of a task.
      var isKnown =
          execute("DELETE FROM event WHERE task_id = ?", task)
                  + execute("DELETE FROM task WHERE task_id = ?", task)
                  + execute("DELETE FROM listed WHERE task_id = ?", task)
              > 0;
      if (isKnown) {
        execute("INSERT OR IGNORE INTO damaged_task VALUES (?, ?)", task, REASON);
      }
    }
    execute("DELETE FROM submission WHERE task_id NOT IN (SELECT task_id FROM task)");
    droppedWebhooks =
        execute(
            "DELETE FROM webhook WHERE url IS NOT (SELECT snapshot ->> '$.spec.callback_url'"
                + " FROM task WHERE task.task_id = webhook.task_id)");
    execute("DROP TABLE listed");
  }

  private Result result() throws SQLException {
    var losses = new ArrayList<String>();
    damagedTasks.stream()
        .filter(task -> count("SELECT count(*) FROM damaged_task WHERE task_id = ?", task) > 0)
        .map(task -> "Task " + task + " is lost: " + REASON + ".")
        .forEach(losses::add);
    if (droppedPatterns > 0) {
      losses.add(droppedPatterns + " learned patterns were damaged; they will be learned anew.");
    }
    if (droppedWebhooks > 0) {
      losses.add(droppedWebhooks + " webhooks were damaged; they will not be sent.");
    }
    if (losses.isEmpty() && unreadableRows > 0) {
      losses.add("Parts of the database could not be read.");
    }
    return new Result(count("SELECT count(*) FROM task"), losses);
  }

  private long count(String sql, Object... values) {
    try (var statement = target.prepareStatement(sql)) {
      for (var i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      try (var rows = statement.executeQuery()) {
        return rows.getLong(1);
      }
    } catch (SQLException failure) {
      throw new TargetException(failure);
    }
  }

  @Override
  public void close() throws SQLException {
    try (target) {
      source.close();
    }
  }
}
