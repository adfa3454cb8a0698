package dev.loom.memory;

import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.id.EngineId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.ClaimTasks;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.Comparator;

/// Records which engines are alive and which tasks they own. Statements for the write queue.
final class TaskOwners {
  private static final String INSERT = "INSERT INTO engine (id, started_at) VALUES (?, ?)";

  private static final String CLAIM =
      """
      UPDATE task SET owner = ? WHERE task_id IN (
        SELECT task_id FROM task
        WHERE %s AND NOT EXISTS (SELECT 1 FROM engine WHERE id = task.owner)
        ORDER BY created_at LIMIT ?)
        AND EXISTS (SELECT 1 FROM engine WHERE id = ?)
      RETURNING task_id, created_at
      """;
  private static final String CLAIM_UNFINISHED =
      CLAIM.formatted("? = '' AND status NOT IN ('completed', 'failed', 'cancelled')");
  private static final String CLAIM_ONE = CLAIM.formatted("task_id = ?");

  private TaskOwners() {}

  static Future<Void> failUnless(boolean isAlive) {
    return isAlive ? Future.succeededFuture() : Future.failedFuture(notAlive());
  }

  /// Creates the error of an append by an engine that another one has replaced.
  static ServiceException notAlive() {
    return ServiceException.conflict(
        "This engine was replaced by another one, which continues its tasks. Nothing is recorded.");
  }

  /// Registers this engine as alive and removes all earlier ones: only one engine at a time opens
  /// the database of a home.
  ///
  /// @return whether an earlier one has not ended in order
  static Future<Boolean> register(SqlConnection writer, EngineId engine, Instant now) {
    return writer
        .query("DELETE FROM engine")
        .execute()
        .compose(
            earlier ->
                Database.query(writer, INSERT, engine.value(), EpochMicros.of(now))
                    .map(earlier.rowCount() > 0));
  }

  /// Records that an engine ends in order.
  static Future<?> unregister(SqlConnection writer, EngineId engine) {
    return Database.query(writer, "DELETE FROM engine WHERE id = ?", engine.value());
  }

  /// @param afterCrash whether the previous engine has not ended in order
  static Future<ClaimTasks.Claimed> claim(
      SqlConnection writer, ClaimTasks request, boolean afterCrash) {
    var engine = request.engine().value();
    return Database.query(
            writer,
            request.taskId().isEmpty() ? CLAIM_UNFINISHED : CLAIM_ONE,
            engine,
            request.taskId().map(TaskId::value).orElse(""),
            request.countMax(),
            engine)
        .map(
            rows ->
                new ClaimTasks.Claimed(
                    rows.stream()
                        .sorted(Comparator.comparing(row -> row.getLong(1)))
                        .map(row -> new TaskId(row.getString(0)))
                        .toList(),
                    afterCrash));
  }
}
