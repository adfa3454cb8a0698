package dev.loom.memory;

import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.AppendEvents;
import dev.loom.contracts.webhook.ClaimWebhooks;
import dev.loom.contracts.webhook.RecordWebhookAttempt;
import dev.loom.contracts.webhook.Webhook;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Stores the webhooks of finished tasks until they are delivered.
final class SqliteWebhooks {
  /// A task has at most one webhook.
  static final String INSERT =
      """
      INSERT INTO webhook (id, task_id, url, attempts, created_at, due_at, delivered, error)
      VALUES (?, ?, ?, 0, ?, ?, 0, '') ON CONFLICT DO NOTHING
      """;

  /// Considers the longest overdue webhooks of each host, the claimed ones included, so that a host
  /// never has more than its share of claims. Finds the hosts by one index lookup each.
  private static final String CLAIM =
      """
      WITH RECURSIVE receiver(name) AS (
        SELECT min(host) FROM webhook WHERE due_at IS NOT NULL
        UNION ALL
        SELECT (SELECT min(host) FROM webhook WHERE due_at IS NOT NULL AND host > receiver.name)
          FROM receiver WHERE receiver.name IS NOT NULL)
      UPDATE webhook SET claimed_by = ?, claimed_until = ? WHERE id IN (
        SELECT candidate.id FROM receiver, webhook AS candidate
        WHERE candidate.id IN (
            SELECT id FROM webhook WHERE host = receiver.name AND due_at <= ?
            ORDER BY due_at LIMIT ?)
          AND (candidate.claimed_until IS NULL OR candidate.claimed_until <= ?
            OR NOT EXISTS (SELECT 1 FROM engine WHERE engine.id = candidate.claimed_by))
        ORDER BY candidate.due_at LIMIT ?)
      RETURNING id, task_id, url, attempts, created_at, due_at
      """;

  private static final String NEXT_DUE = "SELECT min(due_at) FROM webhook WHERE due_at > ?";

  /// A delivered webhook stays delivered, even if a slower attempt reports a failure later.
  private static final String RECORD_ATTEMPT =
      """
      UPDATE webhook SET
        attempts = attempts + 1,
        due_at = CASE WHEN delivered THEN NULL ELSE ? END,
        error = CASE WHEN delivered THEN '' ELSE ? END,
        delivered = max(delivered, ?),
        claimed_by = NULL,
        claimed_until = NULL
      WHERE id = ? RETURNING attempts
      """;

  private SqliteWebhooks() {}

  static Future<ClaimWebhooks.Claimed> claim(SqlConnection writer, ClaimWebhooks request) {
    var now = EpochMicros.of(request.now());
    return Database.query(
            writer,
            CLAIM,
            request.owner().value(),
            EpochMicros.of(request.until()),
            now,
            request.hostCountMax(),
            now,
            request.countMax())
        .compose(
            rows -> {
              var webhooks =
                  rows.stream()
                      .sorted(Comparator.comparing(row -> row.getLong(5)))
                      .map(SqliteWebhooks::webhook)
                      .toList();
              return nextDue(writer, now).map(next -> new ClaimWebhooks.Claimed(webhooks, next));
            });
  }

  private static Future<Optional<Instant>> nextDue(SqlConnection writer, long now) {
    return Database.query(writer, NEXT_DUE, now)
        .map(
            rows ->
                Optional.ofNullable(rows.iterator().next().getLong(0)).map(EpochMicros::toInstant));
  }

  private static Webhook webhook(Row row) {
    return new Webhook(
        row.getString(0),
        new TaskId(row.getString(1)),
        row.getString(2),
        row.getInteger(3),
        EpochMicros.toInstant(row.getLong(4)));
  }

  static Future<RecordWebhookAttempt.Recorded> recordAttempt(
      SqlConnection writer, RecordWebhookAttempt request) {
    var nextAttempt =
        request.delivered() ? null : request.nextAt().map(EpochMicros::of).orElse(null);
    return Database.query(
            writer,
            RECORD_ATTEMPT,
            nextAttempt,
            request.delivered() ? "" : request.error(),
            request.delivered() ? 1 : 0,
            request.webhookId())
        .compose(
            rows ->
                Database.onlyRow(rows, "Webhook not found: " + request.webhookId())
                    .map(row -> new RecordWebhookAttempt.Recorded(row.getInteger(0))));
  }

  /// Creates the rows for [#INSERT], one per snapshot of a finished task with a callback URL.
  static List<Tuple> rows(List<QueuedAppend> batch) {
    return batch.stream().flatMap(append -> row(append.request).stream()).toList();
  }

  private static Optional<Tuple> row(AppendEvents append) {
    var at = EpochMicros.of(append.at());
    return append
        .snapshot()
        .flatMap(
            task ->
                WebhookStore.callbackUrl(task)
                    .map(
                        url ->
                            Tuple.of(
                                "msg_" + task.taskId(),
                                task.taskId().value(),
                                url,
                                task.times().completedAt().map(EpochMicros::of).orElse(at),
                                at)));
  }
}
