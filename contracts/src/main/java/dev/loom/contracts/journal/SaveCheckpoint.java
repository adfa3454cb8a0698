package dev.loom.contracts.journal;

import dev.loom.contracts.id.TaskId;
import java.util.Objects;

/// Requests to replace the checkpoint of an unfinished task by a later one. Ignored if the task has
/// ended or has a later one.
public record SaveCheckpoint(TaskId taskId, Checkpoint checkpoint) {
  public SaveCheckpoint {
    Objects.requireNonNull(taskId, "taskId");
    Objects.requireNonNull(checkpoint, "checkpoint");
  }

  /// Confirms that the request was processed.
  public record Saved() {}
}
