package dev.loom.contracts.task;

import dev.loom.contracts.id.SubtaskId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/// Subtasks of a task with their dependencies.
///
/// @param version 1, increased by each replan
/// @param subtasks subtasks in planner order, without [#problems]
public record Plan(int version, List<Subtask> subtasks) {
  /// Maximum number of subtasks.
  public static final int SUBTASKS_MAX = 200;

  public Plan {
    subtasks = List.copyOf(subtasks);
    var problems = problems(subtasks);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
  }

  /// Validates a list of subtasks.
  ///
  /// @return one sentence per problem, in subtask order; empty if the list is a valid plan
  public static List<String> problems(List<Subtask> subtasks) {
    var problems = new ArrayList<String>();
    if (subtasks.isEmpty()) {
      problems.add("the plan has no subtasks");
    }
    if (subtasks.size() > SUBTASKS_MAX) {
      problems.add("the plan has " + subtasks.size() + " subtasks, more than " + SUBTASKS_MAX);
    }
    var ids = new HashSet<SubtaskId>();
    for (var subtask : subtasks) {
      if (!ids.add(subtask.id())) {
        problems.add("two subtasks have the id '" + subtask.id() + "'");
      }
    }
    for (var subtask : subtasks) {
      for (var dependency : subtask.dependsOn()) {
        if (!ids.contains(dependency)) {
          problems.add(
              "'" + subtask.id() + "' depends on '" + dependency + "', which is not in the plan");
        }
      }
    }
    if (problems.isEmpty()) {
      var cycle = findCycle(subtasks);
      if (!cycle.isEmpty()) {
        problems.add("these subtasks form a dependency cycle: " + cycle);
      }
    }
    return List.copyOf(problems);
  }

  /// Removes subtasks whose dependencies are removed, as long as there are any, and returns the
  /// remainder: members of a cycle and their dependents.
  private static List<SubtaskId> findCycle(List<Subtask> subtasks) {
    var remaining = new ArrayList<>(subtasks);
    var removed = new HashSet<SubtaskId>();
    while (remaining.removeIf(
        subtask -> removed.containsAll(subtask.dependsOn()) && removed.add(subtask.id()))) {
      // Each pass removes at least one subtask.
    }
    return remaining.stream().map(Subtask::id).toList();
  }
}
