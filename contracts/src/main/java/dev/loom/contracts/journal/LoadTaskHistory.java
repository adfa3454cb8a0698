package dev.loom.contracts.journal;

import dev.loom.contracts.id.TaskId;
import java.util.Objects;

/// Asks for everything that happened to a task, complete, for folding it. Refused as not found when
/// there is no such task.
public record LoadTaskHistory(TaskId taskId) {
  public LoadTaskHistory {
    Objects.requireNonNull(taskId, "taskId");
  }
}
