package dev.loom.orchestrator.prompt;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Defines the JSON Schema of a planner's answer. [PlannerPrompt] describes the same format in
/// words, for endpoints without structured output.
public final class PlanSchema {
  public static final Map<String, Object> JSON =
      new StrictSchemaBuilder()
          .withList(
              "subtasks",
              new StrictSchemaBuilder()
                  .with("id", "string")
                  .with("description", "string")
                  .withTexts("depends_on")
                  .with("model_tier", tier())
                  .with("verification_tier", tier())
                  .with("is_critical_path", "boolean")
                  .with("is_synthesis", "boolean")
                  .with("acceptance_criteria", "string")
                  .withTexts("deliverables")
                  .build())
          .build();

  private PlanSchema() {}

  private static Map<String, Object> tier() {
    var tier = new LinkedHashMap<String, Object>();
    tier.put("type", "integer");
    tier.put("enum", List.of(1, 2, 3));
    return tier;
  }
}
