package dev.loom.contracts.journal;

import dev.loom.contracts.id.TaskId;
import java.util.Objects;
import java.util.Optional;

/// Asks which task was handed in under a key.
///
/// @param key the client's own
public record FindByIdempotencyKey(String key) {
  public FindByIdempotencyKey {
    Objects.requireNonNull(key, "key");
  }

  /// The answer.
  ///
  /// @param taskId none when the key is new
  /// @param requestHash of the request that it was handed in with; empty when the key is new
  public record Found(Optional<TaskId> taskId, String requestHash) {
    public Found {
      Objects.requireNonNull(taskId, "taskId");
      Objects.requireNonNull(requestHash, "requestHash");
    }
  }
}
