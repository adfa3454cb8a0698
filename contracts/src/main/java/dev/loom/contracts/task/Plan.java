package dev.loom.contracts.task;

import dev.loom.contracts.id.SubtaskId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// How a task will be done: subtasks in an order that their dependencies allow.
///
/// @param version 1, one more at each replan
/// @param subtasks in the planner's order; [#problems] of them is empty
public record Plan(int version, List<Subtask> subtasks) {
  /// A longer plan is refused.
  public static final int SUBTASKS_MAX = 200;

  public Plan {
    subtasks = List.copyOf(subtasks);
    var problems = problems(subtasks);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
  }

  /// Everything that keeps a list of subtasks from being a plan.
  ///
  /// @return one sentence a problem, in the order of the subtasks; empty when it is a plan
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
        problems.add("these subtasks wait for each other in a circle: " + cycle);
      }
    }
    return List.copyOf(problems);
  }

  /// What is left when everything that can be ordered was taken out: subtasks of a circle, and
  /// those that wait for one.
  private static List<SubtaskId> findCycle(List<Subtask> subtasks) {
    Map<SubtaskId, Integer> open = new HashMap<>();
    Map<SubtaskId, List<SubtaskId>> waiting = new HashMap<>();
    for (var subtask : subtasks) {
      Set<SubtaskId> dependencies = Set.copyOf(subtask.dependsOn());
      open.put(subtask.id(), dependencies.size());
      dependencies.forEach(
          dependency ->
              waiting.computeIfAbsent(dependency, id -> new ArrayList<>()).add(subtask.id()));
    }
    var ready = new ArrayDeque<SubtaskId>();
    open.forEach(
        (id, count) -> {
          if (count == 0) {
            ready.add(id);
          }
        });
    while (!ready.isEmpty()) {
      var done = ready.remove();
      open.remove(done);
      for (var next : waiting.getOrDefault(done, List.of())) {
        if (open.merge(next, -1, Integer::sum) == 0) {
          ready.add(next);
        }
      }
    }
    return subtasks.stream().map(Subtask::id).filter(open::containsKey).toList();
  }
}
