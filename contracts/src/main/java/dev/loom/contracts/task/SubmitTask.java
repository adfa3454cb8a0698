package dev.loom.contracts.task;

import dev.loom.api.JsonValues;
import dev.loom.contracts.id.TaskId;
import java.util.Map;
import java.util.Optional;

/// Submits a task. The reply follows the commit. Fails as invalid if the workspace or process is
/// unknown or the idempotency key belongs to another request, as overloaded if the task queue is
/// full.
///
/// @param spec task specification; an empty workspace selects the configured default
/// @param settings configuration of this task by dotted key, as
///   [dev.loom.contracts.config.ResolveSettings] defines it
/// @param key idempotency key
public record SubmitTask(
    TaskSpec spec, Map<String, Object> settings, Optional<IdempotencyKey> key) {
  public SubmitTask {
    settings = JsonValues.copyOf(settings);
  }

  /// Submits a task without settings.
  public SubmitTask(TaskSpec spec, Optional<IdempotencyKey> key) {
    this(spec, Map.of(), key);
  }

  /// Reply to an accepted submission. The task will complete or fail with a reason, even if the
  /// engine is restarted.
  ///
  /// @param repeated whether an earlier request with the same key submitted the task
  public record Accepted(TaskId taskId, boolean repeated) {}
}
