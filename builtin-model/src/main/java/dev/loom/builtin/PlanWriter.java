package dev.loom.builtin;

import dev.loom.bus.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes a rule plan in the JSON format of planner responses.
final class PlanWriter {
  private PlanWriter() {}

  static String write(RulePlan plan) {
    var subtasks = new ArrayList<Map<String, Object>>();
    var steps = plan.steps();
    for (var step : steps) {
      var last = step == steps.getLast();
      var subtask = new LinkedHashMap<String, Object>();
      subtask.put("id", step.id());
      subtask.put("description", step.text());
      subtask.put("depends_on", step.dependsOn());
      subtask.put("model_tier", 1);
      subtask.put("verification_tier", criteria(step).isEmpty() ? 1 : 2);
      subtask.put("is_critical_path", true);
      subtask.put("is_synthesis", last && steps.size() > 1 && !step.sources().isEmpty());
      subtask.put("acceptance_criteria", criteria(step));
      subtask.put("deliverables", step.writes().map(List::of).orElse(List.of()));
      subtasks.add(subtask);
    }
    return Json.write(Map.of("subtasks", subtasks));
  }

  private static String criteria(RulePlan.Step step) {
    return step.writes().map(path -> path + " exists and holds what was asked for").orElse("");
  }
}
