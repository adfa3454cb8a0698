package dev.loom.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.Feedback;
import dev.loom.contracts.task.TaskCommand;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.orchestrator.core.Input;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class InactiveTasksTest {
  private final FakeServices services = new FakeServices();
  private final InactiveTasks tasks =
      new InactiveTasks(
          services.bus, InstantSource.fixed(FakeServices.NOW), FakeServices.environment());
  private final TaskId id = TaskId.random();

  @BeforeEach
  void submit() {
    services.store(id, new Input.Submitted(TaskSpec.create("goal", "/w")));
  }

  @AfterEach
  void close() {
    services.close();
  }

  private String errorOf(TaskCommand command) {
    return assertThrows(ServiceException.class, () -> tasks.execute(id, command)).error().detail();
  }

  @Test
  void anUnfinishedTaskCanBeCancelledOnce() throws Exception {
    assertEquals(
        TaskStatus.CANCELLED, tasks.execute(id, new TaskCommand.Cancel("enough")).status());
    assertEquals(List.of("task_submitted", "task_cancelled"), services.events(id));
    assertEquals(
        "The task has ended: it was already cancelled.",
        errorOf(new TaskCommand.Cancel("once more")));
  }

  @Test
  void inputsThatStartWorkAreRejected() {
    assertTrue(errorOf(new TaskCommand.Resume()).startsWith("No engine is running task " + id));
    assertEquals(List.of("task_submitted"), services.events(id));
  }

  @Test
  void feedbackIsAcceptedOnlyForFinishedTasks() throws Exception {
    var feedback = new TaskCommand.GiveFeedback(new Feedback(Optional.of(5), "good"));
    assertTrue(errorOf(feedback).contains("only for finished tasks"));
    tasks.execute(id, new TaskCommand.Cancel("enough"));
    assertTrue(tasks.execute(id, feedback).changed());
    assertEquals("task_feedback", services.events(id).getLast());
  }

  @Test
  void aTaskOfAnotherEngineIsRejectedAtOnce() {
    var appends = new AtomicInteger();
    services.beforeAppend(
        append -> {
          appends.incrementAndGet();
          throw ServiceException.conflict("not the owner");
        });
    assertEquals("not the owner", errorOf(new TaskCommand.Cancel("enough")));
    assertEquals(1, appends.get());
  }

  @Test
  void aCommandThatAnotherOneOvertakesIsDecidedAgain() throws Exception {
    tasks.execute(id, new TaskCommand.Cancel("enough"));
    var feedback = new TaskCommand.GiveFeedback(new Feedback(Optional.of(5), "good"));
    services.beforeAppend(
        append -> {
          services.beforeAppend(again -> {});
          services.store(id, new Input.Command(feedback));
        });
    tasks.execute(id, new TaskCommand.GiveFeedback(new Feedback(Optional.of(1), "bad")));
    assertEquals(
        List.of("task_submitted", "task_cancelled", "task_feedback", "task_feedback"),
        services.events(id));
  }
}
