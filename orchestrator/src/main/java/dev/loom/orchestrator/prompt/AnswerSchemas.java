package dev.loom.orchestrator.prompt;

import dev.loom.bus.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Defines the JSON Schemas of answers. [PlannerPrompt] and [VerifierPrompt] describe the same
/// formats in words, for endpoints without structured output.
public final class AnswerSchemas {
  /// A planner's answer.
  public static final Map<String, Object> PLAN =
      strictObject(
          Map.of(
              "subtasks",
              array(
                  strictObject(
                      properties(
                          """
                          {"id": {"type": "string"},
                           "description": {"type": "string"},
                           "depends_on": {"type": "array", "items": {"type": "string"}},
                           "model_tier": {"type": "integer", "enum": [1, 2, 3]},
                           "verification_tier": {"type": "integer", "enum": [1, 2, 3]},
                           "is_critical_path": {"type": "boolean"},
                           "is_synthesis": {"type": "boolean"},
                           "acceptance_criteria": {"type": "string"},
                           "deliverables": {"type": "array", "items": {"type": "string"}}}
                          """)))));

  /// A verifier's answer.
  public static final Map<String, Object> VERDICT =
      strictObject(
          properties(
              """
              {"feedback": {"type": "string"},
               "issues": {"type": "array", "items": {"type": "string"}},
               "passed": {"type": "boolean"},
               "confidence": {"type": "number"}}
              """));

  private AnswerSchemas() {}

  private static Map<String, Object> properties(String json) {
    return Json.toMap(Json.parse(json));
  }

  private static Map<String, Object> array(Map<String, Object> item) {
    var schema = new LinkedHashMap<String, Object>();
    schema.put("type", "array");
    schema.put("items", item);
    return schema;
  }

  /// Returns a schema that the strictest endpoints accept: every property required, no additional
  /// properties, no limits.
  private static Map<String, Object> strictObject(Map<String, Object> properties) {
    var schema = new LinkedHashMap<String, Object>();
    schema.put("type", "object");
    schema.put("properties", properties);
    schema.put("required", List.copyOf(properties.keySet()));
    schema.put("additionalProperties", false);
    return schema;
  }
}
