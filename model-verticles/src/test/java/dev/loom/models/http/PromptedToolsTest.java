package dev.loom.models.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelRole;
import dev.loom.api.model.ToolCall;
import dev.loom.api.model.ToolDescription;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PromptedToolsTest {
  private static ModelRequest request(List<ToolDescription> tools, Message... messages) {
    return new ModelRequest(ModelRole.EXECUTOR, List.of(messages), tools, Optional.empty());
  }

  private static final List<ToolDescription> TOOLS =
      List.of(new ToolDescription("read", "Reads a file.", Map.of()));

  @Test
  void aRequestWithoutToolsIsUnchanged() {
    var request = request(List.of(), new Message.User("go"));
    assertSame(request, PromptedTools.apply(request));
  }

  @Test
  void toolsAreListedInTheSystemMessage() {
    var prompted = PromptedTools.apply(request(TOOLS, new Message.User("go")));
    assertEquals(List.of(), prompted.tools());
    var system = prompted.messages().getFirst().text();
    assertTrue(
        system.contains("{\"name\":\"read\",\"description\":\"Reads a file.\",\"parameters\":{}}"),
        system);
    assertTrue(system.contains("write this block and nothing after it:\n<tool_call>"), system);
  }

  @Test
  void callsAndResultsBecomeTextAndRolesAlternate() {
    var prompted =
        PromptedTools.apply(
            request(
                TOOLS,
                new Message.System("rules"),
                new Message.User("go"),
                new Message.Assistant(
                    "I read.", List.of(new ToolCall("a", "read", Map.of("p", 1)))),
                new Message.ToolOutput("a", "read", "text", false),
                new Message.User("remember")));
    assertEquals(
        new Message.Assistant(
            "I read.\n<tool_call>\n{\"name\":\"read\",\"arguments\":{\"p\":1}}\n</tool_call>",
            List.of()),
        prompted.messages().get(2));
    assertEquals(
        new Message.User("<tool_response name=\"read\">\ntext\n</tool_response>\n\nremember"),
        prompted.messages().get(3));
    assertEquals(4, prompted.messages().size());
  }
}
