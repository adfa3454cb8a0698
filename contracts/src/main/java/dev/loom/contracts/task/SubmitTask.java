package dev.loom.contracts.task;

import dev.loom.contracts.id.TaskId;
import java.util.Objects;
import java.util.Optional;

/// Asks for a task to be accepted. Answered once it is on disk; refused as invalid when it cannot
/// be done as asked (an unknown workspace or process, a key that belongs to another request), as
/// overloaded when there is no room.
///
/// @param spec its workspace may still be empty, for the configured default
/// @param key makes asking again safe
public record SubmitTask(TaskSpec spec, Optional<IdempotencyKey> key) {
  public SubmitTask {
    Objects.requireNonNull(spec, "spec");
    Objects.requireNonNull(key, "key");
  }

  /// Asks without a key.
  public SubmitTask(TaskSpec spec) {
    this(spec, Optional.empty());
  }

  /// It is accepted, and will be done or fail with a reason, whatever happens to this process.
  ///
  /// @param again whether it had been accepted before, under the same key
  public record Accepted(TaskId taskId, boolean again) {}
}
