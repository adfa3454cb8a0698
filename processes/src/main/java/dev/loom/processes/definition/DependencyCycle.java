package dev.loom.processes.definition;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Finds a cycle in the dependencies of phases.
final class DependencyCycle {
  private final Map<String, List<String>> dependencies;
  private final Set<String> acyclic = new HashSet<>();
  private final List<String> path = new ArrayList<>();

  /// @param dependencies the dependencies of each phase; names that are not a key are ignored
  DependencyCycle(Map<String, List<String>> dependencies) {
    this.dependencies = dependencies;
  }

  /// Returns the first cycle, from a phase back to itself.
  Optional<List<String>> find() {
    return dependencies.keySet().stream().flatMap(id -> findFrom(id).stream()).findFirst();
  }

  /// Follows the dependencies; the number of phases bounds the recursion.
  private Optional<List<String>> findFrom(String id) {
    var start = path.indexOf(id);
    if (start >= 0) {
      var cycle = new ArrayList<>(path.subList(start, path.size()));
      cycle.add(id);
      return Optional.of(cycle);
    }
    if (!acyclic.contains(id) && dependencies.containsKey(id)) {
      path.add(id);
      for (var dependency : dependencies.get(id)) {
        var cycle = findFrom(dependency);
        if (cycle.isPresent()) {
          return cycle;
        }
      }
      path.removeLast();
      acyclic.add(id);
    }
    return Optional.empty();
  }
}
