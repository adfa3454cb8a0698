package dev.loom.contracts.journal;

import dev.loom.contracts.id.TaskId;
import java.util.Objects;

/// Requests the complete journal of a task for reducing. Fails as not found if there is no such
/// task.
public record LoadTaskHistory(TaskId taskId) {
  public LoadTaskHistory {
    Objects.requireNonNull(taskId, "taskId");
  }
}
