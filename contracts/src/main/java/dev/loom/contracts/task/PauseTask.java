package dev.loom.contracts.task;

import dev.loom.contracts.id.TaskId;
import java.util.Objects;

/// Asks for a task to stand still: models are no longer asked, tool calls that run come to their
/// end, nothing new begins. Answered once it is recorded; refused as not found, or as a conflict
/// when the task is finished.
///
/// @param reason for the record
public record PauseTask(TaskId taskId, String reason) {
  public PauseTask {
    Objects.requireNonNull(taskId, "taskId");
    Objects.requireNonNull(reason, "reason");
  }
}
