package dev.loom.contracts.task;

/// Where a task is in its life.
public enum TaskStatus {
  /// Accepted, nothing done yet.
  PENDING,
  PLANNING,
  EXECUTING,
  /// Nothing can go on before a person answers.
  WAITING_APPROVAL,
  /// A person stopped it for a while.
  PAUSED,
  COMPLETED,
  FAILED,
  CANCELLED;

  /// Whether nothing more will happen to it.
  public boolean isFinished() {
    return switch (this) {
      case PENDING, PLANNING, EXECUTING, WAITING_APPROVAL, PAUSED -> false;
      case COMPLETED, FAILED, CANCELLED -> true;
    };
  }
}
