package dev.loom.memory;

import dev.loom.contracts.bus.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.SqlConnection;
import java.util.function.Function;

/// A statement that is carried out between two transactions.
///
/// @param <T> what it comes to
final class PendingStatement<T> implements Pending {
  private final Function<SqlConnection, Future<T>> statement;
  private final Promise<T> answer = Promise.promise();

  PendingStatement(Function<SqlConnection, Future<T>> statement) {
    this.statement = statement;
  }

  Future<T> answer() {
    return answer.future();
  }

  /// Leaves it undone.
  Future<?> fail(Throwable why) {
    answer.fail(
        Refusal.failed("The database did not take it: " + why.getMessage(), true).asException());
    return answer.future();
  }

  /// Carries it out. The future is done when the connection is free again.
  Future<?> run(SqlConnection connection) {
    return Future.succeededFuture(connection).compose(statement).onComplete(answer);
  }
}
