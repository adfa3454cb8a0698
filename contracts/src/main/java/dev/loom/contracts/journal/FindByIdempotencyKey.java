package dev.loom.contracts.journal;

import dev.loom.contracts.id.TaskId;
import java.util.Optional;

/// Requests the task submitted with an idempotency key.
///
/// @param key key chosen by the client
public record FindByIdempotencyKey(String key) {
  /// Reply with the task.
  ///
  /// @param taskId the task, empty if the key is new
  /// @param requestHash hash of the request submitted with the key, empty if the key is new
  public record Found(Optional<TaskId> taskId, String requestHash) {}
}
