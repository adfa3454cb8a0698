package dev.loom.contracts.task;

import dev.loom.contracts.RecordChecks;
import dev.loom.contracts.id.TaskId;

/// Applies a command to a task. The reply follows the commit. Fails as not found if there is no
/// such task, as conflict if the task's status does not allow the command, and as [TaskCommand]
/// says.
public record ExecuteCommand(TaskId taskId, TaskCommand command) {
  public ExecuteCommand {
    RecordChecks.requireNonNull(ExecuteCommand.class, taskId, command);
  }
}
