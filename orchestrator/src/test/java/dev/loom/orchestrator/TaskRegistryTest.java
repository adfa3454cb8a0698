package dev.loom.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.config.BudgetConfig;
import dev.loom.contracts.config.ExecutionConfig;
import dev.loom.contracts.config.VerificationConfig;
import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.Feedback;
import dev.loom.contracts.task.IdempotencyKey;
import dev.loom.contracts.task.SubmitTask;
import dev.loom.contracts.task.TaskCommand;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.orchestrator.core.Input;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

@Timeout(20)
class TaskRegistryTest {
  private final FakeServices services = new FakeServices();
  private TaskRegistry registry = open(10_000);

  private TaskRegistry open(int queuedMax) {
    return new TaskRegistry(
        services.bus,
        new ExecutionConfig(
            new ExecutionConfig.AttemptLimits(3, 50, 0, 500, 3, 3_600),
            2,
            32_000,
            new ExecutionConfig.Concurrency(3, 1, queuedMax),
            new ExecutionConfig.Review(0.8, 86_400, 86_400)),
        new BudgetConfig(1_000, 0, 0, 0),
        VerificationConfig.defaults(),
        InstantSource.system());
  }

  @AfterEach
  void close() throws InterruptedException {
    registry.detachAll();
    services.close();
  }

  private SubmitTask.Accepted submit(String goal, String key) throws InterruptedException {
    var idempotencyKey = new IdempotencyKey(key, "hash of " + goal);
    return registry.submit(
        new SubmitTask(TaskSpec.create(goal, "/w"), Optional.of(idempotencyKey)));
  }

  private static void assertError(ServiceError.Code code, Executable executable) {
    assertEquals(code, assertThrows(ServiceException.class, executable).error().code());
  }

  @Test
  void anAcceptedTaskIsCommittedWithTheDefaultBudgetAndRuns() throws Exception {
    var task = submit("goal", "k1").taskId();
    var submitted = (TaskEvent.TaskSubmitted) services.journal(task).getFirst().event();
    assertEquals(1_000, submitted.task().budget().maxTokens());
    services.await(task, TaskEvent.TaskCompleted.class);
  }

  @Test
  void theSameRequestIsAcceptedOnce() throws Exception {
    var first = submit("goal", "k1");
    assertEquals(new SubmitTask.Accepted(first.taskId(), true), submit("goal", "k1"));
    assertNotEquals(first.taskId(), submit("goal", "k2").taskId());
  }

  @Test
  void aKeyOfAnotherRequestIsRejected() throws Exception {
    submit("goal", "k1");
    assertError(ServiceError.Code.INVALID, () -> submit("another goal", "k1"));
  }

  @Test
  void aTaskThatCannotBeRecordedIsRejected() {
    services.beforeAppend(
        append -> {
          throw ServiceException.failed("read-only disk", false);
        });
    assertError(ServiceError.Code.FAILED, () -> submit("goal", "k1"));
  }

  @Test
  void tasksBeyondTheQueueLimitAreRejected() throws Exception {
    registry.detachAll();
    registry = open(0);
    assertError(ServiceError.Code.OVERLOADED, () -> submit("goal", "k1"));
  }

  @Test
  void commandsForUnknownTasksAreRejected() {
    assertError(
        ServiceError.Code.NOT_FOUND,
        () -> registry.execute(TaskId.random(), new TaskCommand.Pause("")));
  }

  @Test
  void commandsReachRunningAndFinishedTasks() throws Exception {
    services.onModelCall(FakeServices::blockExecutor);
    var task = submit("goal", "k1").taskId();
    services.await(task, TaskEvent.SubtaskStarted.class);
    assertEquals(
        TaskStatus.CANCELLED, registry.execute(task, new TaskCommand.Cancel("enough")).status());
    var feedback = new TaskCommand.GiveFeedback(new Feedback(Optional.of(4), ""));
    // Its runner may still be ending.
    assertTrue(registry.execute(task, feedback).changed());
    registry.detachAll();
    registry = open(10_000);
    assertTrue(registry.execute(task, feedback).changed());
  }

  @Test
  void unfinishedTasksAreRecoveredAndContinueWhenStarted() throws Exception {
    services.onModelCall(FakeServices::blockExecutor);
    var task = submit("goal", "k1").taskId();
    services.await(task, TaskEvent.SubtaskStarted.class);
    registry.detachAll();
    registry = open(10_000);
    services.onModelCall(FakeServices::completeByRole);
    assertEquals(1, registry.loadUnfinished());
    registry.startUnfinished();
    services.await(task, TaskEvent.TaskCompleted.class);
  }

  @Test
  void aTaskThatCannotContinueIsPausedWithTheReasonAndLoadedWhenItIsResumed() throws Exception {
    services.onModelCall(FakeServices::blockExecutor);
    var task = submit("goal", "k1").taskId();
    services.await(task, TaskEvent.SubtaskStarted.class);
    registry.detachAll();
    registry = open(10_000);
    services.failToolLists("The tools are gone.");
    assertEquals(1, registry.loadUnfinished());
    registry.startUnfinished();
    var paused = (TaskEvent.TaskPaused) services.journal(task).getLast().event();
    assertEquals("it cannot continue: The tools are gone.", paused.reason());
    assertError(ServiceError.Code.CONFLICT, () -> registry.execute(task, new TaskCommand.Resume()));

    services.failToolLists("");
    services.onModelCall(FakeServices::completeByRole);
    registry.execute(task, new TaskCommand.Resume());
    services.await(task, TaskEvent.TaskCompleted.class);
  }

  @Test
  void recoveryListsTheToolsOfAScopeOnce() throws Exception {
    registry.detachAll();
    for (var number = 0; number < 3; number++) {
      services.store(TaskId.random(), new Input.Submitted(TaskSpec.create("goal " + number, "/w")));
    }
    registry = open(10_000);
    assertEquals(3, registry.loadUnfinished());
    assertEquals(1, services.toolLists.get());
    registry.startUnfinished();
  }
}
