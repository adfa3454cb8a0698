package dev.loom.contracts.journal;

import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.TaskStatus;
import java.time.Instant;
import java.util.List;

/// Reply with task summaries.
public record TaskList(List<TaskSummary> tasks) {
  public TaskList {
    tasks = List.copyOf(tasks);
  }

  /// Summary of a task.
  public record TaskSummary(
      TaskId taskId, String goal, TaskStatus status, String workspace, Instant createdAt) {}
}
