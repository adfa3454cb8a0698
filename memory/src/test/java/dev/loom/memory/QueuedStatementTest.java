package dev.loom.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.loom.contracts.error.ServiceException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.SqlConnection;
import java.sql.SQLException;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class QueuedStatementTest {
  private static WriteQueue.QueuedStatement<String> statement(
      Function<SqlConnection, Future<String>> statement) {
    return new WriteQueue.QueuedStatement<>(statement, Promise.promise());
  }

  @Test
  void resultIsThatOfTheStatement() {
    var statement = statement(connection -> Future.succeededFuture("done"));
    statement.run(Future.succeededFuture());
    assertEquals("done", statement.result().future().result());
  }

  @Test
  void exceptionOfTheStatementFailsTheResult() {
    var failure = new IllegalStateException("broken");
    var statement =
        statement(
            connection -> {
              throw failure;
            });
    statement.run(Future.succeededFuture());
    assertSame(failure, statement.result().future().cause());
  }

  @Test
  void statementThatIsNotExecutedFailsRetryably() {
    var statement = statement(connection -> Future.succeededFuture("done"));
    statement.run(Future.failedFuture(new SQLException("disk full")));
    var failure = assertInstanceOf(ServiceException.class, statement.result().future().cause());
    assertEquals(
        ServiceException.failed("The database rejected the write: disk full", true).error(),
        failure.error());
  }
}
