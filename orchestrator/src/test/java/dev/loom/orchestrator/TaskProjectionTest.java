package dev.loom.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.api.model.ModelResponse;
import dev.loom.contracts.config.ExecutionConfig;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.ModelUsage;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.tool.ToolCatalogue;
import dev.loom.orchestrator.core.Input;
import dev.loom.orchestrator.core.ModelHints;
import dev.loom.orchestrator.core.TaskCore;
import dev.loom.orchestrator.core.TaskEnvironment;
import dev.loom.orchestrator.core.TaskState;
import dev.loom.orchestrator.loop.Turns;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TaskProjectionTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static TaskSnapshot after(Input... inputs) {
    var core =
        new TaskCore(
            new TaskEnvironment(
                ExecutionConfig.defaults(), new ToolCatalogue(List.of()), Optional.empty()));
    var state = TaskState.NONE;
    for (var input : inputs) {
      state = core.decide(state, input, NOW).state();
    }
    return TaskProjection.project(TaskId.random(), state, NOW);
  }

  private static Input answered(int version, int round, String answer) {
    return new Input.PlanArrived(version, round, answer, "p", ModelUsage.NONE, ModelHints.NONE);
  }

  @Test
  void theErrorsIncludeTheReasonOfAFailedReplanning() {
    var task =
        after(
            new Input.Submitted(TaskSpec.create("goal", "/w")),
            new Input.Admitted(),
            answered(1, 1, "{\"subtasks\":[{\"id\":\"s1\",\"description\":\"d\"}]}"),
            new Input.TurnArrived(
                new StepId("s1.1.1"),
                Turns.of(
                    "BLOCKED: no disk",
                    List.of(),
                    ModelResponse.StopReason.DONE,
                    "m",
                    ModelUsage.NONE)),
            answered(2, 1, "no"),
            answered(2, 2, "no"));
    assertEquals("s1: no disk", task.result().errors().getFirst());
    assertEquals(
        "s1: no disk\nNo valid new plan was made: the answer contains no JSON object",
        task.result().errors().getLast());
  }

  @Test
  void theErrorsOfSubtasksAreNotRepeated() {
    var task =
        after(
            new Input.Submitted(TaskSpec.create("goal", "/w")),
            new Input.Admitted(),
            answered(
                1,
                1,
                "{\"subtasks\":[{\"id\":\"s1\",\"description\":\"d\",\"is_critical_path\":true}]}"),
            new Input.TurnArrived(
                new StepId("s1.1.1"),
                Turns.of(
                    "BLOCKED: no disk",
                    List.of(),
                    ModelResponse.StopReason.DONE,
                    "m",
                    ModelUsage.NONE)));
    assertEquals(List.of("s1: no disk"), task.result().errors());
  }
}
