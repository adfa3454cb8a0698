package dev.loom.processes.definition;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Looks for phases that wait for each other.
final class DependencyCycle {
  private final Map<String, List<String>> needs;
  private final Set<String> settled = new HashSet<>();
  private final List<String> trail = new ArrayList<>();

  /// @param needs what each phase waits for; names that are no key are passed over
  DependencyCycle(Map<String, List<String>> needs) {
    this.needs = needs;
  }

  /// The first circle, from a phase back to itself.
  Optional<List<String>> find() {
    return needs.keySet().stream().flatMap(id -> from(id).stream()).findFirst();
  }

  /// Follows the needs as deep as there are phases, which the number of phases bounds.
  private Optional<List<String>> from(String id) {
    var seen = trail.indexOf(id);
    if (seen >= 0) {
      var circle = new ArrayList<>(trail.subList(seen, trail.size()));
      circle.add(id);
      return Optional.of(circle);
    }
    if (!settled.contains(id) && needs.containsKey(id)) {
      trail.add(id);
      for (var need : needs.get(id)) {
        var circle = from(need);
        if (circle.isPresent()) {
          return circle;
        }
      }
      trail.removeLast();
      settled.add(id);
    }
    return Optional.empty();
  }
}
