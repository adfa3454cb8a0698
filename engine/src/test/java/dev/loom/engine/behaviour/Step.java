package dev.loom.engine.behaviour;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Represents a planned subtask of a scripted planner.
record Step(String id, Map<String, Object> fields) {
  Step {
    fields = Map.copyOf(fields);
  }

  static Step of(String id, String... dependsOn) {
    return new Step(id, Map.of("depends_on", List.of(dependsOn)));
  }

  Step with(String field, Object value) {
    var more = new LinkedHashMap<>(fields);
    more.put(field, value);
    return new Step(id, more);
  }

  Step critical() {
    return with("is_critical_path", true);
  }

  Step synthesis() {
    return with("is_synthesis", true);
  }

  Step verifiedByTier(int tier) {
    return with("verification_tier", tier);
  }

  /// Returns the subtask in the format of a plan. The description contains the goal, so that the
  /// verifier finds its script.
  Map<String, Object> toJson(String goal) {
    var subtask = new LinkedHashMap<>(fields);
    subtask.put("id", id);
    subtask.put("description", "do " + id + " for " + goal);
    return subtask;
  }
}
