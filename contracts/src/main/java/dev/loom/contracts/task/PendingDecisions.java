package dev.loom.contracts.task;

import dev.loom.contracts.RecordChecks;
import dev.loom.contracts.id.TaskId;
import java.util.List;

/// Reply with pending decisions of all tasks.
public record PendingDecisions(List<TaskDecision> decisions) {
  public PendingDecisions {
    decisions = List.copyOf(decisions);
  }

  /// Decision that a task waits for.
  public record TaskDecision(TaskId taskId, String goal, PendingDecision decision) {
    public TaskDecision {
      RecordChecks.requireNonNull(TaskDecision.class, taskId, goal, decision);
    }
  }
}
