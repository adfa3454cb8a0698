package dev.loom.contracts.task;

import dev.loom.contracts.id.TaskId;
import java.util.Optional;

/// Submits a new task that continues a failed or cancelled one from its completed subtasks. The
/// reply is [SubmitTask.Accepted]. Fails as not found if there is no such task, as a conflict if it
/// has not ended or has completed, and else like [SubmitTask].
///
/// @param key idempotency key
public record RetryTask(TaskId taskId, Optional<IdempotencyKey> key) {}
