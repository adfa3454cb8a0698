package dev.loom.contracts.task;

import dev.loom.contracts.id.TaskId;
import java.util.Optional;

/// Submits a task. The reply follows the commit. Fails as invalid if the workspace or process is
/// unknown or the idempotency key belongs to another request, as overloaded if the task queue is
/// full.
///
/// @param spec task specification; an empty workspace selects the configured default
/// @param key idempotency key
public record SubmitTask(TaskSpec spec, Optional<IdempotencyKey> key) {
  /// Reply to an accepted submission. The task will complete or fail with a reason, even if the
  /// engine is restarted.
  ///
  /// @param repeated whether an earlier request with the same key submitted the task
  public record Accepted(TaskId taskId, boolean repeated) {}
}
