package dev.loom.contracts.task;

import dev.loom.contracts.id.TaskId;

/// Reply to a [TaskCommand] whose effect is committed.
///
/// @param status status of the task after the command
/// @param changed whether the command had an effect, for instance whether an approval was pending
public record TaskCommandResult(TaskId taskId, TaskStatus status, boolean changed) {}
