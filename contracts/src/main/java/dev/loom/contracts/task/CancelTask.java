package dev.loom.contracts.task;

import dev.loom.contracts.id.TaskId;
import java.util.Objects;

/// Cancels a task. The reply follows the commit. Fails as not found, or as conflict if the task is
/// finished.
///
/// @param reason reason for the journal
public record CancelTask(TaskId taskId, String reason) {
  public CancelTask {
    Objects.requireNonNull(taskId, "taskId");
    Objects.requireNonNull(reason, "reason");
  }
}
