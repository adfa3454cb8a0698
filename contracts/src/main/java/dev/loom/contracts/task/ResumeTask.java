package dev.loom.contracts.task;

import dev.loom.contracts.id.TaskId;
import java.util.Objects;

/// Resumes a paused task. The reply follows the commit, also if the task was not paused. Fails as
/// not found, or as conflict if the task is finished.
public record ResumeTask(TaskId taskId) {
  public ResumeTask {
    Objects.requireNonNull(taskId, "taskId");
  }
}
