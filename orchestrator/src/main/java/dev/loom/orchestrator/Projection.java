package dev.loom.orchestrator;

import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.SubtaskSnapshot;
import dev.loom.contracts.task.SubtaskStatus;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.orchestrator.core.Ending;
import dev.loom.orchestrator.core.SubtaskState;
import dev.loom.orchestrator.core.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A task's state as the outside sees it.
final class Projection {
  private Projection() {}

  /// @param now the time of its last event
  static TaskSnapshot of(TaskId id, TaskState state, Instant now) {
    return new TaskSnapshot(
        id,
        state.status(),
        state.spec().orElseThrow(),
        state.createdAt(),
        now,
        state.ending().map(Ending::at),
        state.lastSeq(),
        state.plan().map(plan -> plan.version()).orElse(0),
        subtasks(state),
        errors(state),
        state.ending().map(Ending::summary).orElse(""),
        state.changes(),
        state.usage());
  }

  private static List<SubtaskSnapshot> subtasks(TaskState state) {
    return state.subtasks().values().stream()
        .map(
            subtask ->
                new SubtaskSnapshot(
                    subtask.id(),
                    subtask.definition().description(),
                    subtask.status(),
                    subtask.definition().dependsOn(),
                    Math.max(0, subtask.attempt().number() - 1),
                    subtask.summary(),
                    subtask.confidence()))
        .toList();
  }

  private static List<String> errors(TaskState state) {
    var errors = new ArrayList<String>();
    for (SubtaskState subtask : state.subtasks().values()) {
      for (var failure : subtask.failures()) {
        errors.add(subtask.id() + ": " + failure);
      }
    }
    var explained =
        state.subtasks().values().stream().anyMatch(s -> s.status() == SubtaskStatus.FAILED);
    if (state.status() == TaskStatus.FAILED && !explained) {
      errors.add(state.error());
    }
    return errors;
  }

  /// Whether a snapshot tells the outside anything new.
  static boolean differs(TaskSnapshot before, TaskSnapshot after) {
    return before.status() != after.status()
        || before.planVersion() != after.planVersion()
        || !before.subtasks().equals(after.subtasks());
  }
}
