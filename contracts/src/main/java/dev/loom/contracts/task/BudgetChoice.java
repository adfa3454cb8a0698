package dev.loom.contracts.task;

/// Decision for a task that reached its budget.
public enum BudgetChoice {
  /// Continues with a higher limit.
  RAISE,
  /// Verifies running work, starts nothing new, and ends the task with the results so far.
  FINISH,
  /// Ends the task immediately.
  STOP
}
