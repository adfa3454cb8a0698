package dev.loom.contracts.journal;

import dev.loom.contracts.id.TaskId;

/// Requests the snapshot of a task. Fails as not found if there is no such task.
public record FindTask(TaskId taskId) {}
