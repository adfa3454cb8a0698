package dev.loom.orchestrator.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.ToolCall;
import dev.loom.api.tool.CrashPolicy;
import dev.loom.api.tool.ToolDescriptor;
import dev.loom.contracts.tool.ToolCatalogue;
import dev.loom.contracts.tool.ToolCatalogue.ToolInfo;
import dev.loom.orchestrator.core.TaskCoreFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FindToolsToolTest extends TaskCoreFixture {
  private static final List<String> OWN =
      List.of("ask_user", "recall_output", "task_tracker", "find_tools", "read_file");

  private static ToolInfo tool(String name, String description, String source) {
    var descriptor = ToolDescriptor.of(name, description, Map.of("type", "object"));
    return ToolInfo.of(descriptor, source, CrashPolicy.NEVER, 1);
  }

  private static ToolCatalogue catalogue() {
    var tools = new ArrayList<ToolInfo>();
    tools.add(tool("read_file", "Reads a file.", ToolInfo.BUILTIN));
    tools.add(tool("mcp.git.log", "Shows the history.", "mcp:git"));
    tools.add(tool("mcp.mail.send", "Sends a message to people.", "mcp:mail"));
    for (var number = 10; number < 60; number++) {
      tools.add(tool("mcp.many.tool" + number, "Does nothing of use.", "mcp:many"));
    }
    return EngineTools.addTo(new ToolCatalogue(tools));
  }

  private static List<String> shown(int max, String... queries) {
    var calls = new ArrayList<FinishedCall>();
    for (var query : queries) {
      calls.add(
          new FinishedCall(null, "find_tools", Map.of("query", query), true, "", "", false, false));
    }
    return EngineTools.shown(catalogue(), calls, max).stream().map(ToolInfo::name).toList();
  }

  @Test
  void allToolsAreShownUpToTheLimitWithoutTheSearch() {
    var names = shown(56);
    assertEquals(56, names.size());
    assertTrue(!names.contains("find_tools"), names.toString());
  }

  @Test
  void ofMoreOnlyThoseOfLoomAndTheSearchAreShown() {
    assertEquals(OWN, shown(55));
  }

  @ParameterizedTest
  @CsvSource({
    "history,mcp.git.log",
    "SEND a Message,mcp.mail.send",
    "mcp.git.log,mcp.git.log",
    "tool42,mcp.many.tool42"
  })
  void whatTheSearchFoundIsShownFromThenOn(String query, String tool) {
    assertTrue(shown(40, query).contains(tool), shown(40, query).toString());
    assertTrue(shown(40, "no such word", query, "other").contains(tool));
  }

  @Test
  void theSearchNeverFindsMoreThanTen() {
    assertEquals(OWN.size() + 10, shown(40, "mcp").size());
  }

  @Test
  void aToolThatWasCalledIsShown() {
    var call = new FinishedCall(null, "mcp.git.log", Map.of(), true, "", "", false, false);
    var names = EngineTools.shown(catalogue(), List.of(call), 40);
    assertTrue(names.stream().anyMatch(each -> each.name().equals("mcp.git.log")));
  }

  @Test
  void aSearchWithoutAResultSaysSo() {
    plan("s1");
    modelTurn("s1.1.1", "", new ToolCall("c2", "find_tools", Map.of("query", "zebra")));
    assertTrue(lastMessage("s1").startsWith("No tool matches."), lastMessage("s1"));
    modelTurn("s1.1.2", "", new ToolCall("c3", "find_tools", Map.of("query", 7)));
    assertTrue(lastMessage("s1").contains("must be a non-empty text"), lastMessage("s1"));
  }
}
