package dev.loom.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.loom.contracts.error.ServiceException;
import io.vertx.core.Future;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class QueuedStatementTest {
  @Test
  void resultIsThatOfTheStatement() {
    var statement = new QueuedStatement<>(connection -> Future.succeededFuture("done"));
    statement.run(null);
    assertEquals("done", statement.result().result());
  }

  @Test
  void exceptionOfTheStatementFailsTheResult() {
    var failure = new IllegalStateException("broken");
    var statement =
        new QueuedStatement<>(
            connection -> {
              throw failure;
            });
    statement.run(null);
    assertSame(failure, statement.result().cause());
  }

  @Test
  void statementThatIsNotExecutedFailsRetryably() {
    var statement = new QueuedStatement<>(connection -> Future.succeededFuture("done"));
    statement.fail(new SQLException("disk full"));
    var failure = assertInstanceOf(ServiceException.class, statement.result().cause());
    assertEquals(
        ServiceException.failed("The database rejected the write: disk full", true).error(),
        failure.error());
  }
}
