package dev.loom.memory;

import dev.loom.bus.json.Json;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.TaskSnapshot;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;

/// Writes a batch of appends inside an open transaction: events, long texts, snapshots, idempotency
/// keys, webhooks and observations.
final class AppendBatchWriter {
  /// Inserts nothing if the owner is not alive any more. The client reports that for a single row
  /// only, not for a batch.
  private static final String INSERT_EVENT =
      """
      INSERT INTO event (task_id, seq, type, version, at, data, blobs, checksum)
      SELECT ?, ?, ?, ?, ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM engine WHERE id = ?)
      """;

  private static final String COUNT_ALIVE =
      "SELECT count(*) FROM engine WHERE id IN (SELECT value FROM json_each(?))";
  private static final String INSERT_BLOB =
      "INSERT INTO blob (sha256, text) VALUES (?, ?) ON CONFLICT DO NOTHING";
  private static final String UPSERT_TASK =
      """
      INSERT INTO task (task_id, status, goal, workspace, created_at, snapshot, owner, checksum)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET goal = excluded.goal, workspace = excluded.workspace,
        created_at = excluded.created_at, status = excluded.status, snapshot = excluded.snapshot,
        checksum = excluded.checksum
      """;

  private AppendBatchWriter() {}

  /// Inserts the only row of an append, see [QueuedAppend#isOneRow]. Needs no open transaction.
  static Future<?> insertEvent(SqlConnection connection, QueuedAppend append) {
    return connection
        .preparedQuery(INSERT_EVENT)
        .execute(append.rows.getFirst())
        .compose(rows -> TaskOwners.failUnless(rows.rowCount() == 1));
  }

  static Future<?> insertAll(SqlConnection connection, List<QueuedAppend> batch) {
    var events = new ArrayList<Tuple>();
    var blobs = new LinkedHashMap<String, String>();
    var tasks = new LinkedHashMap<TaskId, Tuple>();
    for (var append : batch) {
      events.addAll(append.rows);
      blobs.putAll(append.texts);
      append.request.snapshot().ifPresent(task -> tasks.put(task.taskId(), row(task, append)));
    }
    var texts = blobs.entrySet().stream().map(e -> Tuple.of(e.getKey(), e.getValue())).toList();
    return requireAlive(connection, batch)
        .compose(ignored -> insert(connection, INSERT_EVENT, events))
        .compose(ignored -> insert(connection, INSERT_BLOB, texts))
        .compose(ignored -> insert(connection, UPSERT_TASK, tasks.values()))
        .compose(
            ignored -> insert(connection, SqliteCheckpoints.DELETE, SqliteCheckpoints.ended(batch)))
        .compose(
            ignored ->
                insert(connection, SqliteIdempotencyKeys.INSERT, SqliteIdempotencyKeys.rows(batch)))
        .compose(ignored -> insert(connection, SqliteWebhooks.INSERT, SqliteWebhooks.rows(batch)))
        .compose(ignored -> SqlitePatterns.merge(connection, batch));
  }

  /// Fails if an engine of the batch is not alive any more, so that the transaction is rolled back.
  private static Future<Void> requireAlive(SqlConnection connection, List<QueuedAppend> batch) {
    var owners = batch.stream().map(append -> append.request.owner().value()).distinct().toList();
    return Database.query(connection, COUNT_ALIVE, Json.write(owners))
        .compose(
            rows -> TaskOwners.failUnless(rows.iterator().next().getInteger(0) == owners.size()));
  }

  private static Future<?> insert(SqlConnection connection, String sql, Collection<Tuple> rows) {
    return rows.isEmpty()
        ? Future.succeededFuture()
        : connection.preparedQuery(sql).executeBatch(List.copyOf(rows));
  }

  private static Tuple row(TaskSnapshot task, QueuedAppend append) {
    var columns =
        new Object[] {
          task.taskId().value(),
          Json.write(task.status()).replace("\"", ""),
          task.spec().goal(),
          task.spec().workspace(),
          EpochMicros.of(task.times().createdAt()),
          Json.write(task)
        };
    return Tuple.from(columns)
        .addValue(append.request.owner().value())
        .addValue(RowChecksum.of(columns));
  }
}
