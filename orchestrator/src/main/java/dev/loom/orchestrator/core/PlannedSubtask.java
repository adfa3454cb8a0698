package dev.loom.orchestrator.core;

import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.Subtask;
import java.util.List;

/// Represents a subtask's place in the current plan.
///
/// @param dependencies the subtasks that must be completed before it starts
/// @param earlierAttempts the number of attempts under earlier plans; their numbers are not reused
public record PlannedSubtask(
    Subtask definition, List<SubtaskId> dependencies, int earlierAttempts) {
  public PlannedSubtask {
    dependencies = List.copyOf(dependencies);
  }
}
