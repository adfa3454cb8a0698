package dev.loom.orchestrator.core;

import dev.loom.contracts.event.TaskEvent.TaskCancelled;
import dev.loom.contracts.event.TaskEvent.TaskCompleted;
import dev.loom.contracts.event.TaskEvent.TaskFailed;
import dev.loom.contracts.task.SubtaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Records the end of a task.
final class TaskCompletion {
  private static final double NANOS_PER_SECOND = 1e9;

  private TaskCompletion() {}

  static void complete(DecisionBuilder decision) {
    complete(decision, summary(decision.state()));
  }

  static void completePlanOnly(DecisionBuilder decision) {
    complete(decision, "Planned only; nothing was run.");
  }

  private static void complete(DecisionBuilder decision, String summary) {
    var state = decision.state();
    decision.record(
        new TaskCompleted(
            state.count(SubtaskStatus.COMPLETED),
            state.subtasks().size(),
            summary,
            state.changes(),
            state.usage(),
            secondsBetween(state.createdAt(), decision.now())));
  }

  /// Returns the result of the synthesis subtask, or of every completed subtask.
  private static String summary(TaskState state) {
    var completed = state.subtasksWith(SubtaskStatus.COMPLETED);
    var synthesis = completed.stream().filter(subtask -> subtask.definition().synthesis()).toList();
    if (!synthesis.isEmpty()) {
      return synthesis.getLast().summary();
    }
    return state.subtasks().size() == 1 && completed.size() == 1
        ? completed.getFirst().summary()
        : summarize(completed);
  }

  private static String summarize(List<SubtaskState> subtasks) {
    var summaries =
        subtasks.stream().map(subtask -> subtask.id() + ": " + subtask.summary()).toList();
    var areLines = summaries.stream().allMatch(summary -> summary.indexOf('\n') < 0);
    return String.join(areLines ? "\n" : "\n\n", summaries);
  }

  /// Returns one line for each failed subtask.
  static String failureSummary(TaskState state) {
    return summarize(state.subtasksWith(SubtaskStatus.FAILED));
  }

  static void fail(DecisionBuilder decision, String error, String errorType) {
    var state = decision.state();
    decision.record(
        new TaskFailed(
            state.count(SubtaskStatus.COMPLETED),
            state.subtasks().size(),
            state.subtasksWith(SubtaskStatus.FAILED).stream().map(SubtaskState::id).toList(),
            summarize(state.subtasksWith(SubtaskStatus.COMPLETED)),
            error,
            errorType,
            state.changes(),
            state.usage(),
            secondsBetween(state.createdAt(), decision.now())));
  }

  static void cancel(DecisionBuilder decision, String reason) {
    var state = decision.state();
    decision.record(
        new TaskCancelled(
            state.count(SubtaskStatus.COMPLETED),
            state.subtasks().size(),
            reason,
            state.changes(),
            state.usage(),
            secondsBetween(state.createdAt(), decision.now())));
  }

  static double secondsBetween(Instant from, Instant to) {
    return Duration.between(from, to).toNanos() / NANOS_PER_SECOND;
  }
}
