package dev.loom.contracts.journal;

import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.SubtaskStatus;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.contracts.task.TaskStatus;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Requests task summaries, newest first. Fails as not found if `after` is unknown.
///
/// @param statuses statuses to include, as [TaskSnapshot#visibleStatus] defines them; empty for all
/// @param countMax maximum number of tasks
/// @param after last task of the previous page; empty for the first page
public record ListTasks(Set<TaskStatus> statuses, int countMax, Optional<TaskId> after) {
  /// Upper bound of `countMax`.
  public static final int COUNT_MAX = 1_000;

  public ListTasks {
    statuses = Set.copyOf(statuses);
    Objects.requireNonNull(after, "after");
    if (countMax < 1 || countMax > COUNT_MAX) {
      throw new IllegalArgumentException("countMax must be 1 to " + COUNT_MAX + ": " + countMax);
    }
  }

  /// Requests the first page.
  public ListTasks(Set<TaskStatus> statuses, int countMax) {
    this(statuses, countMax, Optional.empty());
  }

  /// Reply with task summaries.
  ///
  /// @param more whether further tasks follow
  public record Found(List<TaskSummary> tasks, boolean more) {
    public Found {
      tasks = List.copyOf(tasks);
    }
  }

  /// Summary of a task.
  ///
  /// @param completedAt time of its end, whatever the end; empty before
  /// @param subtasks number of subtasks of the current plan
  public record TaskSummary(
      TaskId taskId,
      String goal,
      TaskStatus status,
      String workspace,
      Instant createdAt,
      Optional<Instant> completedAt,
      int subtasks,
      int completedSubtasks) {
    /// Returns the summary of a snapshot.
    public static TaskSummary of(TaskSnapshot task) {
      return new TaskSummary(
          task.taskId(),
          task.spec().goal(),
          task.visibleStatus(),
          task.spec().workspace(),
          task.times().createdAt(),
          task.times().completedAt(),
          task.subtasks().size(),
          task.count(SubtaskStatus.COMPLETED));
    }
  }
}
