package dev.loom.tools.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.tool.Tool;
import dev.loom.contracts.tool.ToolCatalogue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolRegistryTest {
  private static ToolRegistry registry(Tool... tools) {
    return new ToolRegistry(List.of(), List.of(tools));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Upper", "1st", "with-dash", "a.", ".b", "a..b", "a.B", "with space"})
  void aToolWithAnInvalidNameIsRejected(String name) {
    var message =
        assertThrows(
                IllegalArgumentException.class, () -> registry(new FakeTool(name, FakeTool.OK)))
            .getMessage();
    assertTrue(message.startsWith("The tool name '" + name + "' is invalid"), message);
  }

  @Test
  void aNameOfAnEngineToolIsRejected() {
    for (var name : ToolCatalogue.RESERVED_NAMES) {
      var failure =
          assertThrows(
              IllegalArgumentException.class,
              () -> new ToolRegistry(List.of(), List.of(new FakeTool(name, FakeTool.OK))));
      assertTrue(failure.getMessage().contains("'" + name + "' is reserved"));
    }
  }

  @Test
  void aTimeLimitBeyondTheDeadlineOfACallIsRejected() {
    var longest = ToolRegistry.TIME_LIMIT_MAX;
    ToolRegistry.requireAllowed("slow", longest);
    for (var limit :
        List.of(Duration.ZERO, longest.plusMillis(1), Duration.ofSeconds(Long.MAX_VALUE))) {
      assertThrows(
          IllegalArgumentException.class, () -> ToolRegistry.requireAllowed("slow", limit));
    }
  }

  @Test
  void aDuplicateNameIsRejected() {
    var message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    new ToolRegistry(
                        List.of(new FakeTool("same", FakeTool.OK)),
                        List.of(new FakeTool("same", FakeTool.OK))))
            .getMessage();
    assertEquals("Duplicate tool name 'same'; rename the tool of the plug-in", message);
  }

  @Test
  void aToolWithAnInvalidSchemaIsRejected() {
    for (var schema :
        List.<Map<String, Object>>of(
            Map.of("type", "objekt"),
            Map.of(),
            Map.of("type", "object", "required", 3),
            Map.of("type", "object", "properties", Map.of("p", Map.of("type", 5))),
            Map.of("type", "object", "$ref", "http://127.0.0.1:9/x"),
            Map.of(
                "type",
                "object",
                "properties",
                Map.of("p", Map.of("type", "string", "pattern", "(?=x)"))))) {
      var tool = new FakeTool("some", schema, Duration.ofSeconds(1), FakeTool.OK);
      var message =
          assertThrows(IllegalArgumentException.class, () -> registry(tool), schema.toString())
              .getMessage();
      assertTrue(
          message.startsWith("The parameters of tool 'some' are not a valid JSON Schema: "),
          message);
    }
  }
}
