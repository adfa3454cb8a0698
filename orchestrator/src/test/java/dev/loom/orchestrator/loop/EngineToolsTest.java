package dev.loom.orchestrator.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.tool.CrashPolicy;
import dev.loom.bus.json.Json;
import dev.loom.contracts.tool.ToolCatalogue;
import dev.loom.orchestrator.core.TaskCoreFixture;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EngineToolsTest {
  private static List<String> names(ToolCatalogue tools) {
    return tools.tools().stream().map(tool -> tool.description().name()).toList();
  }

  @Test
  void engineToolsComeFirstAndAreReadOnly() {
    var tools =
        EngineTools.addTo(
            new ToolCatalogue(
                List.of(TaskCoreFixture.tool("write_file", false, CrashPolicy.VERIFY))));
    assertEquals(
        List.of("ask_user", "recall_output", "task_tracker", "find_tools", "write_file"),
        names(tools));
    assertTrue(tools.find("ask_user").orElseThrow().readOnly());
  }

  @Test
  void theirNamesAreReserved() {
    var names = names(EngineTools.addTo(new ToolCatalogue(List.of())));
    assertEquals(ToolCatalogue.RESERVED_NAMES, Set.copyOf(names));
  }

  @Test
  void anEngineToolReplacesAnotherToolWithItsName() {
    var plugin = TaskCoreFixture.tool("ask_user", false, CrashPolicy.NEVER);
    var tools = EngineTools.addTo(new ToolCatalogue(List.of(plugin)));
    assertEquals(List.of("ask_user", "recall_output", "task_tracker", "find_tools"), names(tools));
    assertTrue(tools.find("ask_user").orElseThrow().readOnly());
  }

  @Test
  void schemasHaveAFixedOrder() {
    var tools = EngineTools.addTo(new ToolCatalogue(List.of())).tools();
    assertEquals(
        "{\"type\":\"object\",\"properties\":{\"question\":{\"type\":\"string\",\"description\":"
            + "\"The question, with everything the user needs to know to answer it.\"},"
            + "\"options\":{\"type\":\"array\",\"description\":"
            + "\"Possible answers, if there are only a few.\",\"items\":{\"type\":\"string\"},"
            + "\"maxItems\":20}},\"required\":[\"question\"],\"additionalProperties\":false}",
        Json.write(tools.getFirst().description().parameters()));
    assertEquals(
        "{\"type\":\"object\",\"properties\":{\"output_id\":{\"type\":\"string\",\"description\":"
            + "\"The id in the note that replaced the output.\"},\"from_char\":{\"type\":"
            + "\"integer\",\"description\":\"The first character to return, counted from 0.\","
            + "\"minimum\":0}},\"required\":[\"output_id\"],\"additionalProperties\":false}",
        Json.write(tools.get(1).description().parameters()));
  }
}
