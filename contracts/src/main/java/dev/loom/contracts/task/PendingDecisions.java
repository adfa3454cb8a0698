package dev.loom.contracts.task;

import dev.loom.contracts.id.TaskId;
import java.util.List;
import java.util.Objects;

/// Reply with pending decisions of all tasks.
public record PendingDecisions(List<TaskDecision> decisions) {
  public PendingDecisions {
    decisions = List.copyOf(decisions);
  }

  /// Decision that a task waits for.
  public record TaskDecision(TaskId taskId, String goal, PendingDecision decision) {
    public TaskDecision {
      Objects.requireNonNull(taskId, "taskId");
      Objects.requireNonNull(goal, "goal");
      Objects.requireNonNull(decision, "decision");
    }
  }
}
