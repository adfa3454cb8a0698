package dev.loom.orchestrator.prompt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.json.Json;
import dev.loom.orchestrator.plan.PlanParser;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AnswerSchemasTest {
  private static final Set<String> WORDS =
      Set.of("type", "properties", "required", "additionalProperties", "items", "enum");

  /// Tests that the schemas use only what every endpoint's strict mode accepts.
  private static void requireStrict(Map<?, ?> schema) {
    assertTrue(WORDS.containsAll(schema.keySet()), schema.keySet().toString());
    if ("object".equals(schema.get("type"))) {
      var properties = (Map<?, ?>) schema.get("properties");
      assertEquals(false, schema.get("additionalProperties"));
      assertEquals(List.copyOf(properties.keySet()), schema.get("required"));
      properties.values().forEach(each -> requireStrict((Map<?, ?>) each));
    } else if ("array".equals(schema.get("type"))) {
      requireStrict((Map<?, ?>) schema.get("items"));
    }
  }

  @Test
  void bothSchemasAreAcceptedByStrictEndpoints() {
    requireStrict(AnswerSchemas.PLAN);
    requireStrict(AnswerSchemas.VERDICT);
  }

  @Test
  void propertiesHaveAFixedOrder() {
    assertEquals(
        "{\"type\":\"object\",\"properties\":{\"feedback\":{\"type\":\"string\"},\"issues\":"
            + "{\"type\":\"array\",\"items\":{\"type\":\"string\"}},\"passed\":{\"type\":"
            + "\"boolean\"},\"confidence\":{\"type\":\"number\"}},\"required\":[\"feedback\","
            + "\"issues\",\"passed\",\"confidence\"],\"additionalProperties\":false}",
        Json.write(AnswerSchemas.VERDICT));
    assertTrue(
        Json.write(AnswerSchemas.PLAN)
            .startsWith(
                "{\"type\":\"object\",\"properties\":{\"subtasks\":{\"type\":\"array\",\"items\":"
                    + "{\"type\":\"object\",\"properties\":{\"id\":{\"type\":\"string\"},"
                    + "\"description\":"));
  }

  @Test
  void anAnswerThatFollowsTheSchemaIsAValidPlan() {
    var result =
        PlanParser.parse(
            """
            {"subtasks":[{"id":"a","description":"do","depends_on":[],"model_tier":1,
            "verification_tier":2,"is_critical_path":true,"is_synthesis":false,
            "acceptance_criteria":"","deliverables":["x.txt"]}]}
            """);
    assertEquals(List.of(), result.problems());
    var properties = items("subtasks", AnswerSchemas.PLAN).get("properties");
    assertEquals(
        Set.of(
            "id",
            "description",
            "depends_on",
            "model_tier",
            "verification_tier",
            "is_critical_path",
            "is_synthesis",
            "acceptance_criteria",
            "deliverables"),
        ((Map<?, ?>) properties).keySet());
  }

  private static Map<?, ?> items(String list, Map<?, ?> schema) {
    var property = (Map<?, ?>) ((Map<?, ?>) schema.get("properties")).get(list);
    return (Map<?, ?>) property.get("items");
  }
}
