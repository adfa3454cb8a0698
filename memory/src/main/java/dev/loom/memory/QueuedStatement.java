package dev.loom.memory;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.SqlConnection;
import java.util.function.Function;

/// Statement waiting in the write queue. It is executed outside transactions.
///
/// @param <T> type of the result
final class QueuedStatement<T> implements QueuedWrite {
  private final Function<SqlConnection, Future<T>> statement;
  private final Promise<T> result = Promise.promise();

  QueuedStatement(Function<SqlConnection, Future<T>> statement) {
    this.statement = statement;
  }

  Future<T> result() {
    return result.future();
  }

  /// Fails without executing the statement.
  Future<?> fail(Throwable cause) {
    result.fail(WriteQueue.rejected(cause));
    return result.future();
  }

  /// Executes the statement. The future completes when the connection is free again.
  Future<?> run(SqlConnection connection) {
    return Future.succeededFuture(connection).compose(statement).onComplete(result);
  }
}
