package dev.loom.contracts.journal;

import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.TaskStatus;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// Requests task summaries, newest first.
///
/// @param statuses statuses to include; empty for all
/// @param countMax maximum number of tasks
public record ListTasks(Set<TaskStatus> statuses, int countMax) {
  /// Upper bound of `countMax`.
  public static final int COUNT_MAX = 1_000;

  public ListTasks {
    statuses = Set.copyOf(statuses);
    if (countMax < 1 || countMax > COUNT_MAX) {
      throw new IllegalArgumentException("countMax must be 1 to " + COUNT_MAX + ": " + countMax);
    }
  }

  /// Reply with task summaries.
  public record Found(List<TaskSummary> tasks) {
    public Found {
      tasks = List.copyOf(tasks);
    }
  }

  /// Summary of a task.
  public record TaskSummary(
      TaskId taskId, String goal, TaskStatus status, String workspace, Instant createdAt) {}
}
