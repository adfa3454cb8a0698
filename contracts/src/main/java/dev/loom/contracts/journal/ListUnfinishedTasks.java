package dev.loom.contracts.journal;

import dev.loom.contracts.id.TaskId;
import java.util.List;

/// Requests the ids of accepted tasks that are not finished, oldest first.
public record ListUnfinishedTasks() {
  /// Reply with the ids.
  public record Found(List<TaskId> taskIds) {
    public Found {
      taskIds = List.copyOf(taskIds);
    }
  }
}
