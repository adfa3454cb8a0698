package dev.loom.contracts.task;

import dev.loom.contracts.id.TaskId;
import java.util.Objects;

/// Asks for a task to be stopped. Answered once that is recorded; refused as not found, or as a
/// conflict when the task is finished already.
///
/// @param reason for the record
public record CancelTask(TaskId taskId, String reason) {
  public CancelTask {
    Objects.requireNonNull(taskId, "taskId");
    Objects.requireNonNull(reason, "reason");
  }
}
