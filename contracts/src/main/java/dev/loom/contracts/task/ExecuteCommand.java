package dev.loom.contracts.task;

import dev.loom.contracts.id.TaskId;
import java.util.Objects;

/// Applies a command to a task. The reply follows the commit. Fails as not found if there is no
/// such task, as conflict if the task's status does not allow the command, and as [TaskCommand]
/// says.
public record ExecuteCommand(TaskId taskId, TaskCommand command) {
  public ExecuteCommand {
    Objects.requireNonNull(taskId, "taskId");
    Objects.requireNonNull(command, "command");
  }
}
