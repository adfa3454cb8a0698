package dev.loom.contracts.task;

import dev.loom.contracts.id.TaskId;

/// Applies a command to a task. The reply follows the commit. Fails as not found if there is no
/// such task, as conflict if the task's status does not allow the command, and as [TaskCommand]
/// says.
public record ExecuteCommand(TaskId taskId, TaskCommand command) {
  /// Reply to a [TaskCommand] whose effect is committed.
  ///
  /// @param status status of the task after the command
  /// @param changed whether the command had an effect, for instance whether an approval was pending
  public record Executed(TaskId taskId, TaskStatus status, boolean changed) {}
}
