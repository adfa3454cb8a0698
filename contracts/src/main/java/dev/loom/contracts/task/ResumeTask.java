package dev.loom.contracts.task;

import dev.loom.contracts.id.TaskId;
import java.util.Objects;

/// Ends a task's pause. Answered once it is recorded, also when it was not paused; refused as not
/// found, or as a conflict when the task is finished.
public record ResumeTask(TaskId taskId) {
  public ResumeTask {
    Objects.requireNonNull(taskId, "taskId");
  }
}
