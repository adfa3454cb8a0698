package dev.loom.gateway.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.gateway.FakeBackend;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PlanWaitTest {
  private static final long LONG_MILLIS = 30_000;
  private final Vertx vertx = Vertx.vertx();
  private final FakeBackend backend = FakeBackend.start(vertx);
  private final TaskId task = backend.newTask();
  private final Promise<Void> closed = Promise.promise();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private Future<Optional<TaskSnapshot>> start(long millisMax) {
    return PlanWait.start(vertx, Bus.on(vertx), task, millisMax, closed.future());
  }

  @Test
  void theEndOfTheTaskCompletesTheWait() {
    var wait = start(LONG_MILLIS);
    backend.complete(task);
    assertEquals(TaskStatus.COMPLETED, wait.await().orElseThrow().status());
  }

  @Test
  void aTaskThatHasAlreadyEndedCompletesTheWait() {
    backend.complete(task);
    assertEquals(TaskStatus.COMPLETED, start(LONG_MILLIS).await().orElseThrow().status());
  }

  @Test
  void aTimeoutCompletesTheWaitWithoutATask() {
    assertEquals(Optional.empty(), start(50).await());
  }

  @Test
  void aDisconnectCompletesTheWaitWithoutATask() {
    var wait = start(LONG_MILLIS);
    closed.complete();
    assertEquals(Optional.empty(), wait.await());
  }

  @Test
  void anErrorOfTheStoreFailsTheWait() {
    backend.failWith(Addresses.TASK_FIND, ServiceError.overloaded("Busy."));
    assertThrows(ServiceException.class, () -> start(LONG_MILLIS).await());
  }
}
