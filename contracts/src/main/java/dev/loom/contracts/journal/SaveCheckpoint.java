package dev.loom.contracts.journal;

import dev.loom.contracts.id.TaskId;

/// Requests to replace the checkpoint of an unfinished task by a later one. Ignored if the task has
/// ended or has a later one.
public record SaveCheckpoint(TaskId taskId, Checkpoint checkpoint) {
  /// Confirms that the request was processed.
  public record Saved() {}
}
