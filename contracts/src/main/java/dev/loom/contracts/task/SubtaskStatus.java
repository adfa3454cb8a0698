package dev.loom.contracts.task;

/// Where a subtask is in its life.
public enum SubtaskStatus {
  /// Waits for the subtasks it depends on, or for its turn.
  PENDING,
  RUNNING,
  WAITING_APPROVAL,
  COMPLETED,
  FAILED,
  /// Will not be done, because of something that happened elsewhere in the task.
  SKIPPED;

  /// Whether nothing more will happen to it.
  public boolean isFinished() {
    return switch (this) {
      case PENDING, RUNNING, WAITING_APPROVAL -> false;
      case COMPLETED, FAILED, SKIPPED -> true;
    };
  }
}
