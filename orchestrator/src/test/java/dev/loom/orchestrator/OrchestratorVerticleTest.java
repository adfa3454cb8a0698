package dev.loom.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.bus.Addresses;
import dev.loom.contracts.config.BudgetConfig;
import dev.loom.contracts.config.ExecutionConfig;
import dev.loom.contracts.config.VerificationConfig;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.ExecuteCommand;
import dev.loom.contracts.task.SubmitTask;
import dev.loom.contracts.task.TaskCommand;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.orchestrator.core.Input;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class OrchestratorVerticleTest {
  private final FakeServices services = new FakeServices();

  @AfterEach
  void close() {
    services.close();
  }

  private OrchestratorVerticle deploy() {
    var verticle =
        new OrchestratorVerticle(
            ExecutionConfig.defaults(),
            BudgetConfig.defaults(),
            VerificationConfig.defaults(),
            InstantSource.system());
    services.vertx.deployVerticle(verticle).await();
    return verticle;
  }

  @Test
  void tasksAreSubmittedAndControlledOverTheBus() throws Exception {
    services.onModelCall(FakeServices::blockExecutor);
    deploy();
    var spec = TaskSpec.create("goal", "/w");
    var task =
        services
            .bus
            .request(Addresses.TASK_SUBMIT, new SubmitTask(spec, Optional.empty()))
            .taskId();
    services.await(task, TaskEvent.SubtaskStarted.class);
    assertEquals(
        TaskStatus.PAUSED,
        services
            .bus
            .request(Addresses.TASK_COMMAND, new ExecuteCommand(task, new TaskCommand.Pause("")))
            .status());
    assertEquals(
        TaskStatus.CANCELLED,
        services
            .bus
            .request(Addresses.TASK_COMMAND, new ExecuteCommand(task, new TaskCommand.Cancel("")))
            .status());
  }

  @Test
  void recoveredTasksContinueOnlyWhenResumed() throws Exception {
    var task = TaskId.random();
    services.store(task, new Input.Submitted(TaskSpec.create("goal", "/w")));
    var verticle = deploy();
    assertEquals(List.of("task_submitted"), services.events(task));
    verticle.startUnfinished();
    services.await(task, TaskEvent.TaskCompleted.class);
  }
}
