package dev.loom.orchestrator.prompt;

import dev.loom.api.model.Assignment;
import dev.loom.contracts.task.SubtaskStatus;
import dev.loom.contracts.tool.ReadWorkspaceFile;
import dev.loom.orchestrator.core.SubtaskState;
import dev.loom.orchestrator.core.TaskState;
import java.util.List;
import java.util.Optional;

/// Builds the data form of what the prompts say in words.
public final class Assignments {
  private Assignments() {}

  /// Builds the assignment of a request that [PlannerPrompt] words.
  public static Assignment plan(TaskState task) {
    var previous =
        task.planVersion() == 0
            ? List.<Assignment.Result>of()
            : task.subtasks().values().stream()
                .map(subtask -> result(subtask, subtask.summary()))
                .toList();
    return new Assignment.Plan(task.spec().orElseThrow().goal(), task.instructions(), previous);
  }

  /// Builds the assignment of a request that [ExecutorPrompt] words.
  public static Assignment execute(TaskState task, SubtaskState subtask) {
    var spec = task.spec().orElseThrow();
    var definition = subtask.definition();
    return new Assignment.Execute(
        spec.goal(),
        spec.workspace(),
        definition.description(),
        definition.acceptanceCriteria(),
        definition.deliverables(),
        completedDependencies(task, subtask).stream()
            .map(each -> result(each, each.answer()))
            .toList(),
        task.instructions(),
        subtask.failures());
  }

  /// Builds the assignment of a request that [VerifierPrompt] words.
  ///
  /// @param files the files that the subtask changed, with their current content
  public static Assignment verify(SubtaskState subtask, List<ReadWorkspaceFile.Content> files) {
    var definition = subtask.definition();
    return new Assignment.Verify(
        definition.description(),
        definition.acceptanceCriteria(),
        subtask.answer(),
        subtask.attempt().calls().stream()
            .map(call -> new Assignment.ToolRun(call.tool(), call.success()))
            .toList(),
        files.stream()
            .map(
                file ->
                    new Assignment.FileContent(
                        file.path(), file.exists(), file.sizeBytes(), file.text()))
            .toList());
  }

  /// Returns the completed subtasks that a subtask depends on.
  static List<SubtaskState> completedDependencies(TaskState task, SubtaskState subtask) {
    return subtask.dependencies().stream()
        .map(task::subtask)
        .flatMap(Optional::stream)
        .filter(each -> each.status() == SubtaskStatus.COMPLETED)
        .toList();
  }

  private static Assignment.Result result(SubtaskState subtask, String text) {
    return new Assignment.Result(
        subtask.id().value(),
        subtask.definition().description(),
        subtask.status() == SubtaskStatus.COMPLETED,
        text);
  }
}
