package dev.loom.memory;

import dev.loom.contracts.bus.ServiceError;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.SqlConnection;
import java.util.function.Function;

/// A statement that is carried out between two transactions.
///
/// @param <T> what it comes to
final class QueuedStatement<T> implements QueuedWrite {
  private final Function<SqlConnection, Future<T>> statement;
  private final Promise<T> result = Promise.promise();

  QueuedStatement(Function<SqlConnection, Future<T>> statement) {
    this.statement = statement;
  }

  Future<T> result() {
    return result.future();
  }

  /// Leaves it undone.
  Future<?> fail(Throwable cause) {
    result.fail(
        ServiceError.failed("The database did not take it: " + cause.getMessage(), true)
            .toException());
    return result.future();
  }

  /// Carries it out. The future is done when the connection is free again.
  Future<?> run(SqlConnection connection) {
    return Future.succeededFuture(connection).compose(statement).onComplete(result);
  }
}
