package dev.loom.memory;

import dev.loom.bus.json.Json;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.FindByIdempotencyKey;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Stores the idempotency keys of submitted tasks.
final class SqliteIdempotencyKeys {
  /// Age after which the key of a finished task is deleted at the next start.
  static final Duration AGE_MAX = Duration.ofDays(7);

  static final String INSERT =
      "INSERT INTO submission (key, request_hash, task_id, at) VALUES (?, ?, ?, ?)";
  private static final String FIND = "SELECT task_id, request_hash FROM submission WHERE key = ?";
  private static final String SELECT_TAKEN =
      """
      SELECT wanted.key, s.task_id FROM json_each(?) wanted
      JOIN submission s ON s.key = wanted.value
      """;
  private static final String EXPIRE =
      """
      DELETE FROM submission WHERE at < ? AND task_id IN
        (SELECT task_id FROM task WHERE status IN ('completed', 'failed', 'cancelled'))
      """;

  private SqliteIdempotencyKeys() {}

  static Future<FindByIdempotencyKey.Found> find(Pool readers, FindByIdempotencyKey request) {
    return Database.query(readers, FIND, request.key())
        .map(rows -> rows.stream().findFirst().map(SqliteIdempotencyKeys::found))
        .map(found -> found.orElse(new FindByIdempotencyKey.Found(Optional.empty(), "")));
  }

  private static FindByIdempotencyKey.Found found(Row row) {
    return new FindByIdempotencyKey.Found(
        Optional.of(new TaskId(row.getString(0))), row.getString(1));
  }

  /// Deletes expired keys of finished tasks.
  static Future<?> expire(SqlConnection writer, Instant now) {
    return Database.query(writer, EXPIRE, EpochMicros.of(now.minus(AGE_MAX)));
  }

  /// Returns the appends whose key is already in use, each with the task that uses it.
  static Future<Map<QueuedAppend, TaskId>> findTaken(
      SqlConnection writer, List<QueuedAppend> batch) {
    var keyed = batch.stream().filter(each -> each.request.idempotencyKey().isPresent()).toList();
    var keys =
        keyed.stream().map(each -> each.request.idempotencyKey().orElseThrow().key()).toList();
    return Database.query(writer, SELECT_TAKEN, Json.write(keys))
        .map(
            rows ->
                rows.stream()
                    .collect(
                        Collectors.toMap(
                            row -> keyed.get(row.getInteger(0)),
                            row -> new TaskId(row.getString(1)))));
  }

  /// Creates the rows for [#INSERT].
  static List<Tuple> rows(List<QueuedAppend> batch) {
    var rows = new ArrayList<Tuple>();
    for (var append : batch) {
      var task = append.taskId().value();
      var at = EpochMicros.of(append.request.at());
      append
          .request
          .idempotencyKey()
          .ifPresent(key -> rows.add(Tuple.of(key.key(), key.requestHash(), task, at)));
    }
    return rows;
  }
}
