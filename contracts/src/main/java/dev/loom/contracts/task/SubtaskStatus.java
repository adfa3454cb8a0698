package dev.loom.contracts.task;

/// Status of a subtask.
public enum SubtaskStatus {
  /// Waiting for dependencies or for a free slot.
  PENDING,
  RUNNING,
  WAITING_APPROVAL,
  COMPLETED,
  FAILED,
  /// Will not be executed because of another subtask or the end of the task.
  SKIPPED;

  /// Reports whether the status is final.
  public boolean isFinished() {
    return switch (this) {
      case PENDING, RUNNING, WAITING_APPROVAL -> false;
      case COMPLETED, FAILED, SKIPPED -> true;
    };
  }
}
