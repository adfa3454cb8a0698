package dev.loom.contracts.journal;

import dev.loom.contracts.task.TaskStatus;
import java.util.Objects;
import java.util.Set;

/// Asks for tasks, newest first.
///
/// @param statuses only those in one of these; empty for all
/// @param countMax the most wanted
public record ListTasks(Set<TaskStatus> statuses, int countMax) {
  /// A longer list is refused.
  public static final int COUNT_MAX = 1_000;

  public ListTasks {
    statuses = Set.copyOf(statuses);
    Objects.checkIndex(countMax - 1, COUNT_MAX);
  }
}
