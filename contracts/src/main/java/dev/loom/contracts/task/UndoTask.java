package dev.loom.contracts.task;

import dev.loom.contracts.change.UndoChanges;
import dev.loom.contracts.id.TaskId;
import java.util.Objects;

/// Asks for what a task did to files to be taken back. Answered with what was restored, once it is
/// recorded; refused as not found, or as a conflict while the task is being worked on (pause or
/// cancel it first), when somebody has changed a file since, or when there is nothing to undo.
public record UndoTask(TaskId taskId, UndoChanges.Scope scope) {
  public UndoTask {
    Objects.requireNonNull(taskId, "taskId");
    Objects.requireNonNull(scope, "scope");
  }
}
