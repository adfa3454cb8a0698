package dev.loom.memory;

import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.FindSubmission;
import dev.loom.contracts.json.Json;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The keys that tasks were handed in under.
final class SubmissionStore {
  /// An older key is forgotten once its task is finished: nobody asks again after so long.
  static final Duration AGE_MAX = Duration.ofDays(7);

  static final String INSERT =
      "INSERT INTO submission (key, request_hash, task_id, at) VALUES (?, ?, ?, ?)";
  private static final String FIND = "SELECT task_id, request_hash FROM submission WHERE key = ?";
  private static final String TAKEN =
      """
      SELECT wanted.key, s.task_id FROM json_each(?) wanted
      JOIN submission s ON s.key = wanted.value
      """;
  private static final String EXPIRE =
      """
      DELETE FROM submission WHERE at < ? AND task_id IN
        (SELECT task_id FROM task WHERE status IN ('completed', 'failed', 'cancelled'))
      """;

  private final Pool readers;

  SubmissionStore(Pool readers) {
    this.readers = readers;
  }

  Future<FindSubmission.Found> find(FindSubmission question) {
    return readers
        .preparedQuery(FIND)
        .execute(Tuple.of(question.key()))
        .map(
            rows -> {
              if (rows.size() == 0) {
                return new FindSubmission.Found(Optional.empty(), "");
              }
              var row = rows.iterator().next();
              return new FindSubmission.Found(
                  Optional.of(new TaskId(row.getString(0))), row.getString(1));
            });
  }

  /// Forgets the keys nobody asks for any more.
  static Future<?> expire(SqlConnection writer, Instant now) {
    return writer.preparedQuery(EXPIRE).execute(Tuple.of(Micros.of(now.minus(AGE_MAX))));
  }

  /// The appends whose key is taken, with the task that has it.
  static Future<Map<PendingAppend, TaskId>> taken(SqlConnection writer, List<PendingAppend> batch) {
    var keyed = batch.stream().filter(each -> each.question.submission().isPresent()).toList();
    var keys = keyed.stream().map(each -> each.question.submission().orElseThrow().key()).toList();
    return writer
        .preparedQuery(TAKEN)
        .execute(Tuple.of(Json.write(keys)))
        .map(
            rows -> {
              var taken = new HashMap<PendingAppend, TaskId>();
              rows.forEach(
                  row -> taken.put(keyed.get(row.getInteger(0)), new TaskId(row.getString(1))));
              return taken;
            });
  }

  /// Rows for [#INSERT].
  static List<Tuple> rows(List<PendingAppend> batch) {
    return batch.stream()
        .flatMap(
            append ->
                append.question.submission().stream()
                    .map(
                        submission ->
                            Tuple.of(
                                submission.key(),
                                submission.requestHash(),
                                append.taskId().value(),
                                Micros.of(append.question.at()))))
        .toList();
  }
}
