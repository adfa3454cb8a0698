package dev.loom.memory;

import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.Checkpoint;
import dev.loom.contracts.journal.SaveCheckpoint;
import dev.loom.contracts.task.TaskSnapshot;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Stores the latest checkpoint of each unfinished task.
final class SqliteCheckpoints {
  /// Deletes the checkpoint of a task.
  static final String DELETE = "DELETE FROM checkpoint WHERE task_id = ?";

  private static final String FIND =
      "SELECT seq, version, state FROM checkpoint WHERE task_id = ? AND version = ?";

  private static final String SAVE =
      """
      INSERT INTO checkpoint (task_id, seq, version, state)
      SELECT ?, ?, ?, ? WHERE EXISTS (
        SELECT 1 FROM task WHERE task_id = ? AND status NOT IN ('completed', 'failed', 'cancelled'))
      ON CONFLICT (task_id) DO UPDATE SET
        seq = excluded.seq, version = excluded.version, state = excluded.state
      WHERE excluded.seq > checkpoint.seq OR excluded.version <> checkpoint.version
      """;

  private SqliteCheckpoints() {}

  static Future<SaveCheckpoint.Saved> save(SqlConnection connection, SaveCheckpoint request) {
    var id = request.taskId().value();
    var checkpoint = request.checkpoint();
    return Database.query(
            connection, SAVE, id, checkpoint.seq(), checkpoint.version(), checkpoint.state(), id)
        .map(new SaveCheckpoint.Saved());
  }

  /// Returns the parameters of [#DELETE] for each task of a batch that has ended.
  static List<Tuple> ended(Collection<QueuedAppend> batch) {
    return batch.stream()
        .flatMap(append -> append.request.snapshot().stream())
        .filter(snapshot -> snapshot.status().isFinished())
        .map(TaskSnapshot::taskId)
        .map(id -> Tuple.of(id.value()))
        .toList();
  }

  /// Reads the checkpoint of a task if it has a version.
  static Future<Optional<Checkpoint>> find(Pool readers, TaskId task, int version) {
    return Database.query(readers, FIND, task.value(), version)
        .map(rows -> rows.stream().findFirst().map(SqliteCheckpoints::checkpoint));
  }

  private static Checkpoint checkpoint(Row row) {
    return new Checkpoint(row.getLong(0), row.getInteger(1), row.getString(2));
  }
}
