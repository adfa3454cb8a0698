package dev.loom.contracts.journal;

import dev.loom.contracts.id.TaskId;
import java.util.List;

/// Asks which tasks were accepted and are not finished, oldest first.
public record ListUnfinishedTasks() {
  /// The answer.
  public record Found(List<TaskId> taskIds) {
    public Found {
      taskIds = List.copyOf(taskIds);
    }
  }
}
