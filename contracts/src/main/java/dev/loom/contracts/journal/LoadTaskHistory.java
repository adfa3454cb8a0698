package dev.loom.contracts.journal;

import dev.loom.contracts.id.TaskId;
import java.util.Objects;

/// Requests the journal of a task for reducing. Fails as not found if there is no such task.
///
/// @param checkpointVersion format version of the checkpoints that the requester can read; 0 for
///   the complete journal without a checkpoint
public record LoadTaskHistory(TaskId taskId, int checkpointVersion) {
  public LoadTaskHistory {
    Objects.requireNonNull(taskId, "taskId");
  }

  /// Creates a request for the complete journal.
  public LoadTaskHistory(TaskId taskId) {
    this(taskId, 0);
  }
}
