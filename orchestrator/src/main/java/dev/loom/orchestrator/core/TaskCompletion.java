package dev.loom.orchestrator.core;

import dev.loom.contracts.event.TaskEvent.TaskCancelled;
import dev.loom.contracts.event.TaskEvent.TaskCompleted;
import dev.loom.contracts.event.TaskEvent.TaskFailed;
import dev.loom.contracts.task.SubtaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/// The three ways a task ends.
final class TaskCompletion {
  private static final double NANOS_PER_SECOND = 1e9;

  private TaskCompletion() {}

  static void complete(DecisionBuilder decision) {
    complete(decision, summary(decision.state()));
  }

  /// Only a plan was wanted.
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
            seconds(state.createdAt(), decision.now())));
  }

  /// What came of the subtask that puts the others together, or of each that was completed.
  private static String summary(TaskState state) {
    var completed = with(state, SubtaskStatus.COMPLETED);
    var synthesis = completed.stream().filter(subtask -> subtask.definition().synthesis()).toList();
    if (!synthesis.isEmpty()) {
      return synthesis.getLast().summary();
    }
    return state.subtasks().size() == 1 && completed.size() == 1
        ? completed.getFirst().summary()
        : lines(completed);
  }

  private static List<SubtaskState> with(TaskState state, SubtaskStatus status) {
    return state.subtasks().values().stream().filter(each -> each.status() == status).toList();
  }

  private static String lines(List<SubtaskState> subtasks) {
    return subtasks.stream()
        .map(subtask -> subtask.id() + ": " + subtask.summary())
        .collect(Collectors.joining("\n"));
  }

  /// Why what failed failed, a line for each.
  static String failureSummary(TaskState state) {
    return lines(with(state, SubtaskStatus.FAILED));
  }

  static void fail(DecisionBuilder decision, String error, String errorType) {
    var state = decision.state();
    decision.record(
        new TaskFailed(
            state.count(SubtaskStatus.COMPLETED),
            state.subtasks().size(),
            with(state, SubtaskStatus.FAILED).stream().map(SubtaskState::id).toList(),
            lines(with(state, SubtaskStatus.COMPLETED)),
            error,
            errorType,
            state.changes(),
            state.usage(),
            seconds(state.createdAt(), decision.now())));
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
            seconds(state.createdAt(), decision.now())));
  }

  /// The time between two instants, in seconds.
  static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toNanos() / NANOS_PER_SECOND;
  }
}
