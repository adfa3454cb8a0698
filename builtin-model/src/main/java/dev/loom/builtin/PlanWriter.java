package dev.loom.builtin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/// Writes a rule plan in the JSON format of planner responses.
final class PlanWriter {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private PlanWriter() {}

  static String write(RulePlan plan) {
    var subtasks = new ArrayList<Map<String, Object>>();
    var steps = plan.steps();
    for (var step : steps) {
      var last = step == steps.getLast();
      var criteria =
          step.writes().map(path -> path + " exists and holds what was asked for").orElse("");
      var subtask = new LinkedHashMap<String, Object>();
      subtask.put("id", step.id());
      subtask.put("description", step.text());
      subtask.put("depends_on", step.dependsOn());
      subtask.put("model_tier", 1);
      subtask.put("verification_tier", criteria.isEmpty() ? 1 : 2);
      subtask.put("is_critical_path", true);
      subtask.put("is_synthesis", last && steps.size() > 1 && !step.sources().isEmpty());
      subtask.put("acceptance_criteria", criteria);
      subtask.put("deliverables", step.writes().stream().toList());
      subtasks.add(subtask);
    }
    return json(Map.of("subtasks", subtasks));
  }

  /// Writes maps, lists, texts, numbers and booleans as JSON.
  static String json(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException exception) {
      throw new IllegalArgumentException("not a JSON value", exception);
    }
  }
}
