package dev.loom.orchestrator.core;

import dev.loom.contracts.event.TaskEvent.TaskCancelled;
import dev.loom.contracts.event.TaskEvent.TaskCompleted;
import dev.loom.contracts.event.TaskEvent.TaskFailed;
import dev.loom.contracts.task.SubtaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;

/// The three ways a task ends.
final class Endings {
  private static final double NANOS_PER_SECOND = 1e9;

  private Endings() {}

  static void completed(Draft draft) {
    var state = draft.state();
    draft.record(
        new TaskCompleted(
            state.count(SubtaskStatus.COMPLETED),
            state.subtasks().size(),
            summary(state),
            state.changes(),
            state.usage(),
            seconds(state.createdAt(), draft.now())));
  }

  /// What came of the subtask that puts the others together, or of each.
  private static String summary(TaskState state) {
    var synthesis =
        state.subtasks().values().stream()
            .filter(subtask -> subtask.definition().synthesis())
            .toList();
    if (!synthesis.isEmpty()) {
      return synthesis.getLast().summary();
    }
    var subtasks = state.subtasks().values();
    return subtasks.size() == 1
        ? subtasks.iterator().next().summary()
        : subtasks.stream()
            .map(subtask -> subtask.id() + ": " + subtask.summary())
            .collect(Collectors.joining("\n"));
  }

  static void failed(Draft draft, String error, String errorType) {
    var state = draft.state();
    var failed =
        state.subtasks().values().stream()
            .filter(subtask -> subtask.status() == SubtaskStatus.FAILED)
            .map(SubtaskState::id)
            .toList();
    draft.record(
        new TaskFailed(
            state.count(SubtaskStatus.COMPLETED),
            state.subtasks().size(),
            failed,
            error,
            errorType,
            state.changes(),
            state.usage(),
            seconds(state.createdAt(), draft.now())));
  }

  static void cancelled(Draft draft, String reason) {
    var state = draft.state();
    draft.record(
        new TaskCancelled(
            state.count(SubtaskStatus.COMPLETED),
            state.subtasks().size(),
            reason,
            state.changes(),
            state.usage(),
            seconds(state.createdAt(), draft.now())));
  }

  /// The time between two instants, in seconds.
  static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toNanos() / NANOS_PER_SECOND;
  }
}
