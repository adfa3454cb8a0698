package dev.loom.orchestrator.core;

import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.Plan;
import dev.loom.contracts.task.Subtask;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Resolves the dependencies of subtasks: those in the plan and, for synthesis subtasks, all others
/// that do not depend on them.
final class Dependencies {
  private Dependencies() {}

  /// @return the dependencies of each subtask, without cycles: an implicit dependency is added only
  ///   if the other subtask does not depend on this one, directly or indirectly
  static Map<SubtaskId, List<SubtaskId>> resolve(Plan plan) {
    var dependencies = new LinkedHashMap<SubtaskId, Set<SubtaskId>>();
    plan.subtasks().forEach(s -> dependencies.put(s.id(), new LinkedHashSet<>(s.dependsOn())));
    for (var synthesis : plan.subtasks()) {
      if (synthesis.synthesis()) {
        plan.subtasks().stream()
            .filter(other -> !other.synthesis())
            .map(Subtask::id)
            .filter(other -> !dependsOn(dependencies, other, synthesis.id()))
            .forEach(other -> dependencies.get(synthesis.id()).add(other));
      }
    }
    var copies = new LinkedHashMap<SubtaskId, List<SubtaskId>>();
    dependencies.forEach((id, ids) -> copies.put(id, List.copyOf(ids)));
    return copies;
  }

  private static boolean dependsOn(
      Map<SubtaskId, Set<SubtaskId>> dependencies, SubtaskId from, SubtaskId target) {
    var visited = new HashSet<SubtaskId>();
    var toVisit = new ArrayDeque<SubtaskId>(dependencies.get(from));
    while (!toVisit.isEmpty()) {
      var next = toVisit.remove();
      if (next.equals(target)) {
        return true;
      }
      if (visited.add(next)) {
        toVisit.addAll(dependencies.get(next));
      }
    }
    return false;
  }
}
