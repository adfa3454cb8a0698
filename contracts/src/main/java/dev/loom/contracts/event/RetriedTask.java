package dev.loom.contracts.event;

import dev.loom.contracts.RecordChecks;
import dev.loom.contracts.event.TaskEvent.SubtaskCompleted;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.Plan;
import java.util.List;
import java.util.Optional;

/// What a task takes over from an ended one that it retries.
///
/// @param retryOf the ended task; its journal stays as it is
/// @param plan its last plan; empty if it had none
/// @param completed results of the subtasks of the plan that need not run again
/// @param instructions instructions of users to the task while it ran, oldest first
public record RetriedTask(
    TaskId retryOf,
    Optional<Plan> plan,
    List<SubtaskCompleted> completed,
    List<String> instructions) {
  public RetriedTask {
    RecordChecks.requireNonNull(RetriedTask.class, retryOf, plan, completed, instructions);
    instructions = List.copyOf(instructions);
    completed = List.copyOf(completed);
  }
}
