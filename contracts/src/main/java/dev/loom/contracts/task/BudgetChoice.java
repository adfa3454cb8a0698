package dev.loom.contracts.task;

/// What becomes of a task that reached its budget.
public enum BudgetChoice {
  /// It goes on with a higher limit.
  RAISE,
  /// What is under way is judged, nothing new begins, and the task ends with what is there.
  FINISH,
  /// It ends now.
  STOP
}
