package dev.loom.contracts.journal;

import dev.loom.contracts.id.TaskId;
import java.util.Objects;

/// Asks how far a task is. Refused as not found when there is no such task.
public record FindTask(TaskId taskId) {
  public FindTask {
    Objects.requireNonNull(taskId, "taskId");
  }
}
