package dev.loom.contracts.journal;

import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.TaskStatus;
import java.time.Instant;
import java.util.List;

/// Tasks in short.
public record TaskList(List<TaskSummary> tasks) {
  public TaskList {
    tasks = List.copyOf(tasks);
  }

  /// One task in short.
  public record TaskSummary(
      TaskId taskId, String goal, TaskStatus status, String workspace, Instant createdAt) {}
}
