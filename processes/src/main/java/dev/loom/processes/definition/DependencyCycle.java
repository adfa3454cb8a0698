package dev.loom.processes.definition;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds a cycle in the dependencies of phases.
final class DependencyCycle {
  private DependencyCycle() {}

  /// Returns the first cycle, from a phase back to itself.
  ///
  /// @param dependencies the dependencies of each phase; names that are not a key are ignored
  static Optional<List<String>> find(Map<String, List<String>> dependencies) {
    var remaining = new LinkedHashMap<>(dependencies);
    while (remaining.values().removeIf(ids -> ids.stream().noneMatch(remaining::containsKey))) {
      // Each pass removes at least one phase.
    }
    if (remaining.isEmpty()) {
      return Optional.empty();
    }
    // Each remaining phase depends on another one, so this path leads back to one of its phases.
    var path = new ArrayList<String>();
    var id = remaining.keySet().iterator().next();
    while (!path.contains(id)) {
      path.add(id);
      id = remaining.get(id).stream().filter(remaining::containsKey).findFirst().orElseThrow();
    }
    path.add(id);
    return Optional.of(List.copyOf(path.subList(path.indexOf(id), path.size())));
  }
}
