package dev.loom.contracts.task;

import dev.loom.contracts.id.TaskId;
import java.util.Objects;

/// Pauses a task: running model calls are cancelled, running tool calls finish, nothing new starts.
/// The reply follows the commit. Fails as not found, or as conflict if the task is finished.
///
/// @param reason reason for the journal
public record PauseTask(TaskId taskId, String reason) {
  public PauseTask {
    Objects.requireNonNull(taskId, "taskId");
    Objects.requireNonNull(reason, "reason");
  }
}
