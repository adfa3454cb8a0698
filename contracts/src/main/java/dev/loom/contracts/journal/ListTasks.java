package dev.loom.contracts.journal;

import dev.loom.contracts.task.TaskStatus;
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
}
