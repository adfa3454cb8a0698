package dev.loom.memory;

import dev.loom.contracts.journal.FindReply;
import dev.loom.contracts.journal.SaveReply;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;

/// Stores the replies to requests with an idempotency key. Keeps the newest [#COUNT_MAX] for
/// [#AGE_MAX].
final class SqliteReplies {
  static final int COUNT_MAX = 10_000;
  static final Duration AGE_MAX = SqliteIdempotencyKeys.AGE_MAX;

  private static final String SAVE =
      "INSERT OR REPLACE INTO reply (key, request_hash, body, at) VALUES (?, ?, ?, ?)";
  private static final String EXPIRE =
      "DELETE FROM reply WHERE at < ? OR id <= (SELECT max(id) FROM reply) - " + COUNT_MAX;
  private static final String FIND = "SELECT request_hash, body, at FROM reply WHERE key = ?";

  private SqliteReplies() {}

  static Future<SaveReply.Saved> save(SqlConnection writer, SaveReply reply) {
    return Database.query(
            writer,
            SAVE,
            reply.key(),
            reply.requestHash(),
            reply.body(),
            EpochMicros.of(reply.at()))
        .compose(ignored -> expire(writer, reply.at()))
        .map(ignored -> new SaveReply.Saved());
  }

  /// Deletes the replies that are too old or too many.
  static Future<?> expire(SqlConnection writer, Instant now) {
    return Database.query(writer, EXPIRE, EpochMicros.of(now.minus(AGE_MAX)));
  }

  static Future<FindReply.Found> find(Pool readers, FindReply request) {
    return Database.query(readers, FIND, request.key())
        .map(
            rows ->
                new FindReply.Found(
                    rows.stream()
                        .findFirst()
                        .map(
                            row ->
                                new SaveReply(
                                    request.key(),
                                    row.getString(0),
                                    row.getString(1),
                                    EpochMicros.toInstant(row.getLong(2))))));
  }
}
