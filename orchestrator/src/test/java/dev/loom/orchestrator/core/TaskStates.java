package dev.loom.orchestrator.core;

import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ToolCall;
import dev.loom.api.tool.ToolResult;
import dev.loom.contracts.config.ExecutionConfig;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.ModelUsage;
import dev.loom.contracts.task.TaskCommand;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.Verdict;
import dev.loom.contracts.tool.ToolCatalogue;
import dev.loom.orchestrator.loop.Turns;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Creates task states for tests outside the package.
public final class TaskStates {
  private final TaskCore core;
  private TaskState state = TaskState.NONE;

  private TaskStates() {
    var tools = TaskCoreFixture.TOOLS;
    this.core =
        new TaskCore(
            new TaskEnvironment(
                ExecutionConfig.defaults(), new ToolCatalogue(tools.tools()), Optional.empty()));
  }

  /// Creates a task that waits for its plan.
  public static TaskState submitted(String goal) {
    var states = new TaskStates();
    states.apply(new Input.Submitted(TaskSpec.create(goal, "/w")));
    states.apply(new Input.Admitted());
    return states.state;
  }

  /// Creates a subtask `s1` that read a file in each of its turns.
  ///
  /// @param outputs the contents it read
  public static TaskState reading(String goal, String... outputs) {
    var states = new TaskStates();
    states.apply(new Input.Submitted(TaskSpec.create(goal, "/w")));
    states.apply(new Input.Admitted());
    states.apply(TaskCoreFixture.planned("s1"));
    for (int turn = 1; turn <= outputs.length; turn++) {
      var step = StepId.turn(new SubtaskId("s1"), 1, turn);
      states.apply(
          new Input.TurnArrived(
              step,
              Turns.of(
                  "",
                  List.of(new ToolCall("c" + turn, "read_file", Map.of("path", "f" + turn))),
                  ModelResponse.StopReason.DONE,
                  "m",
                  ModelUsage.NONE)));
      states.apply(new Input.ToolFinished(step.call(1), ToolResult.ok(outputs[turn - 1]), 0.1));
    }
    return states.state;
  }

  /// Creates a subtask `s1` that has just started and must deliver a file.
  public static TaskState delivering(String file) {
    var states = new TaskStates();
    states.apply(new Input.Submitted(TaskSpec.create("goal", "/w")));
    states.apply(new Input.Admitted());
    states.apply(
        TaskCoreFixture.answered(
            1,
            1,
            "{\"subtasks\":[{\"id\":\"s1\",\"description\":\"do it\",\"deliverables\":[\"%s\"]}]}"
                .formatted(file)));
    return states.state;
  }

  /// Creates a subtask `s1` whose answer has to be verified.
  ///
  /// @param fields more fields of the planned subtask, such as `,"verification_tier":2`
  public static TaskState answered(String fields, String answer) {
    var states = new TaskStates();
    states.apply(new Input.Submitted(TaskSpec.create("goal", "/w")));
    states.apply(new Input.Admitted());
    states.apply(
        TaskCoreFixture.answered(
            1,
            1,
            "{\"subtasks\":[{\"id\":\"s1\",\"description\":\"do it\"%s}]}".formatted(fields)));
    states.apply(
        new Input.TurnArrived(
            new StepId("s1.1.1"),
            Turns.of(answer, List.of(), ModelResponse.StopReason.DONE, "m", ModelUsage.NONE)));
    return states.state;
  }

  /// Applies an instruction.
  public static TaskState steered(TaskState state, String instruction) {
    var states = new TaskStates();
    states.state = state;
    states.apply(new Input.Command(new TaskCommand.Steer(instruction)));
    return states.state;
  }

  /// Creates a task whose only subtask failed once and was then completed by another model.
  public static TaskState completed(String goal) {
    var states = new TaskStates();
    states.apply(new Input.Submitted(TaskSpec.create(goal, "/w")));
    states.apply(new Input.Admitted());
    states.apply(
        TaskCoreFixture.answered(
            1, 1, "{\"subtasks\":[{\"id\":\"s1\",\"description\":\"Write unit tests\"}]}"));
    states.apply(new Input.TurnFailed(new StepId("s1.1.1"), "down", true));
    states.apply(
        new Input.TurnArrived(
            new StepId("s1.2.1"),
            Turns.of("done", List.of(), ModelResponse.StopReason.DONE, "big", ModelUsage.NONE)));
    states.apply(
        new Input.VerdictArrived(
            new StepId("s1.2.1"),
            new Verdict(Verdict.Outcome.VERIFIED, 1, 1, "", List.of()),
            ModelUsage.NONE));
    return states.state;
  }

  private void apply(Input input) {
    state = core.decide(state, input, Instant.parse("2026-11-22T10:00:00Z")).state();
  }
}
