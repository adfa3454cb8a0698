package dev.loom.contracts.task;

import dev.loom.contracts.id.TaskId;

/// A control (cancel, approve, steer, pause, resume, an answer, feedback) took effect and is
/// recorded.
///
/// @param status the task's status now
/// @param changed whether it changed anything, for instance whether something waited for approval
public record TaskCommandResult(TaskId taskId, TaskStatus status, boolean changed) {}
