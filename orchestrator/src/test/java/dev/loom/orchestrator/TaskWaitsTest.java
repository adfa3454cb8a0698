package dev.loom.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.bus.ConcurrencyLimit;
import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.event.EventType;
import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.AwaitTask;
import dev.loom.contracts.task.AwaitTask.Until;
import dev.loom.contracts.task.TaskCommand;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.orchestrator.core.Input;
import io.vertx.core.Future;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TaskWaitsTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private final FakeServices services = new FakeServices();
  private final TaskId id = TaskId.random();

  @BeforeEach
  void submit() {
    services.store(id, new Input.Submitted(TaskSpec.create("goal", "/w")));
  }

  @AfterEach
  void close() {
    services.close();
  }

  private void serve(int runningMax, Duration checkPeriod) {
    services
        .bus
        .handleBlocking(
            Addresses.TASK_AWAIT,
            new ConcurrencyLimit(runningMax, 0),
            Bus.ThreadKind.VIRTUAL,
            new TaskWaits(services.bus, checkPeriod)::await)
        .await();
  }

  private Future<AwaitTask.Awaited> start(AwaitTask request) {
    return services.bus.requestAsync(Addresses.TASK_AWAIT, request);
  }

  private void cancelTask() {
    services.store(id, new Input.Command(new TaskCommand.Cancel("enough")));
  }

  private void publishEnd() {
    services.bus.publish(
        Addresses.TASK_EVENTS,
        id.value(),
        new JournalEntry(id, 2, EventType.TASK_CANCELLED, FakeServices.NOW, "{}", "{}"));
  }

  @Test
  void aTaskThatHasAlreadyReachedTheConditionIsReturnedAtOnce() {
    serve(10, LONG);
    cancelTask();
    for (var until : Until.values()) {
      var awaited = start(AwaitTask.create(id, until, LONG)).await();
      assertTrue(awaited.reached());
      assertEquals(TaskStatus.CANCELLED, awaited.task().status());
    }
  }

  @Test
  void anEventEndsTheWait() {
    serve(10, LONG);
    var wait = start(AwaitTask.create(id, Until.FINISHED, LONG));
    cancelTask();
    // The event may come before the subscription; then the first check finds the end.
    publishEnd();
    assertTrue(wait.await().reached());
  }

  @Test
  void aMissedEventOnlyDelaysTheReply() {
    serve(10, Duration.ofMillis(10));
    var wait = start(AwaitTask.create(id, Until.FINISHED, LONG));
    cancelTask();
    assertTrue(wait.await().reached());
  }

  @Test
  void theTimeLimitReturnsTheTaskAsItIs() {
    serve(10, LONG);
    var awaited = start(AwaitTask.create(id, Until.PLAN_READY, Duration.ofMillis(1))).await();
    assertFalse(awaited.reached());
    assertEquals(TaskStatus.PENDING, awaited.task().status());
  }

  @Test
  void aWaitBeyondTheLimitIsRejectedAndAWaitCanBeCancelled() {
    serve(1, LONG);
    var first = AwaitTask.create(id, Until.FINISHED, LONG);
    var wait = start(first);
    assertEquals(
        ServiceError.Code.OVERLOADED,
        errorOf(start(AwaitTask.create(id, Until.FINISHED, Duration.ZERO))));
    services.bus.cancel(first.operationId().value());
    assertEquals(ServiceError.Code.CANCELLED, errorOf(wait));
  }

  @Test
  void anUnknownTaskIsNotFound() {
    serve(10, LONG);
    assertEquals(
        ServiceError.Code.NOT_FOUND,
        errorOf(start(AwaitTask.create(TaskId.random(), Until.FINISHED, LONG))));
  }

  private static ServiceError.Code errorOf(Future<?> reply) {
    return assertThrows(ServiceException.class, reply::await).error().code();
  }
}
