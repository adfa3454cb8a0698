package dev.loom.processes.definition;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Looks for phases that wait for each other.
final class DependencyCycle {
  private final Map<String, List<String>> dependencies;
  private final Set<String> acyclic = new HashSet<>();
  private final List<String> path = new ArrayList<>();

  /// @param needs what each phase waits for; names that are no key are passed over
  DependencyCycle(Map<String, List<String>> dependencies) {
    this.dependencies = dependencies;
  }

  /// The first circle, from a phase back to itself.
  Optional<List<String>> find() {
    return dependencies.keySet().stream().flatMap(id -> findFrom(id).stream()).findFirst();
  }

  /// Follows the needs as deep as there are phases, which the number of phases bounds.
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
