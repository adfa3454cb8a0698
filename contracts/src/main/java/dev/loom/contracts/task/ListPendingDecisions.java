package dev.loom.contracts.task;

import dev.loom.contracts.RecordChecks;
import dev.loom.contracts.id.TaskId;
import java.util.List;

/// Requests what all unfinished tasks wait for from users; what expires first comes first.
///
/// @param countMax maximum number of decisions
public record ListPendingDecisions(int countMax) {
  /// Upper bound of `countMax`.
  public static final int COUNT_MAX = 1_000;

  public ListPendingDecisions {
    if (countMax < 1 || countMax > COUNT_MAX) {
      throw new IllegalArgumentException("countMax must be 1 to " + COUNT_MAX + ": " + countMax);
    }
  }

  /// Reply with pending decisions of all tasks.
  public record Found(List<TaskDecision> decisions) {
    public Found {
      decisions = List.copyOf(decisions);
    }
  }

  /// Decision that a task waits for.
  public record TaskDecision(TaskId taskId, String goal, PendingDecision decision) {
    public TaskDecision {
      RecordChecks.requireNonNull(TaskDecision.class, taskId, goal, decision);
    }
  }
}
