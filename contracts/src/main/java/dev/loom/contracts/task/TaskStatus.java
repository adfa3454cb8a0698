package dev.loom.contracts.task;

/// Status of a task.
public enum TaskStatus {
  /// Accepted, not started.
  PENDING,
  PLANNING,
  EXECUTING,
  /// Waiting for a user's decision, and for nothing else; see [TaskSnapshot#visibleStatus].
  WAITING_APPROVAL,
  /// Paused by a user.
  PAUSED,
  COMPLETED,
  FAILED,
  CANCELLED;

  /// Reports whether the status is final.
  public boolean isFinished() {
    return switch (this) {
      case PENDING, PLANNING, EXECUTING, WAITING_APPROVAL, PAUSED -> false;
      case COMPLETED, FAILED, CANCELLED -> true;
    };
  }
}
