package dev.loom.contracts.task;

import dev.loom.contracts.change.UndoChanges;
import dev.loom.contracts.id.TaskId;

/// Undoes file changes of a task. The reply, sent after the commit, lists the restored files. Fails
/// as not found, or as conflict while the task is active (pause or cancel it first), if a file was
/// edited since, or if there is nothing to undo.
public record UndoTask(TaskId taskId, UndoChanges.Scope scope) {}
