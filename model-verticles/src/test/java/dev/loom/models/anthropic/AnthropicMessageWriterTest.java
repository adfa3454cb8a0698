package dev.loom.models.anthropic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.api.model.Message;
import dev.loom.api.model.ProviderState;
import dev.loom.api.model.ToolCall;
import dev.loom.api.tool.ContentBlock;
import dev.loom.bus.json.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnthropicMessageWriterTest {
  private static JsonNode write(boolean cached, Message... messages) {
    return write(cached, true, messages);
  }

  private static JsonNode write(boolean cached, boolean withImages, Message... messages) {
    var body = Json.mapper().createObjectNode();
    new AnthropicMessageWriter("anthropic m-1", cached, withImages).write(List.of(messages), body);
    return body;
  }

  private static Message.Assistant assistant(String origin) {
    return new Message.Assistant(
        "I read.",
        List.of(new ToolCall("a", "read", Map.of())),
        new ProviderState(
            origin,
            List.of(
                Map.of("type", "thinking", "thinking", "hm", "signature", "s"),
                Map.of("type", "tool_use", "id", "a", "name", "read", "input", Map.of()))));
  }

  private static String types(JsonNode message) {
    return String.join(
        " ", message.path("content").findValuesAsText("type").toArray(String[]::new));
  }

  @Test
  void consecutiveMessagesOfOneRoleBecomeOneMessage() {
    var body = write(false, new Message.User("a"), new Message.User("b"));
    assertEquals(1, body.path("messages").size());
    assertEquals("text text", types(body.at("/messages/0")));
  }

  @Test
  void providerStateOfThisModelIsSentBackUnchangedWithoutRepeatingItsCalls() {
    var body = write(false, new Message.User("go"), assistant("anthropic m-1"));
    assertEquals("thinking tool_use text", types(body.at("/messages/1")));
  }

  @Test
  void providerStateOfAnotherModelIsIgnored() {
    var body = write(false, new Message.User("go"), assistant("other m-2"));
    assertEquals("text tool_use", types(body.at("/messages/1")));
  }

  @Test
  void cacheBreakpointsFollowTheSystemPromptTheTaskAndTheLastToolResult() {
    var body =
        write(
            true,
            new Message.System("rules"),
            new Message.User("go"),
            assistant("other"),
            new Message.ToolOutput("a", "read", "text", true),
            new Message.User("reminder"));
    assertEquals("ephemeral", body.at("/system/0/cache_control/type").asText());
    assertEquals("ephemeral", body.at("/messages/0/content/0/cache_control/type").asText());
    assertEquals("ephemeral", body.at("/messages/2/content/0/cache_control/type").asText());
    assertEquals(true, body.at("/messages/2/content/0/is_error").asBoolean());
    assertEquals(3, body.findValues("cache_control").size());
  }

  @Test
  void anImageOfAToolResultIsSentUnlessTheEndpointRejectsImages() {
    var output =
        new Message.ToolOutput(
            "a",
            "read",
            "[image 1]",
            false,
            Map.of(),
            List.of(new ContentBlock.Image("aGk=", "image/png")));
    var content = write(false, true, output).at("/messages/0/content/0/content");
    assertEquals("text", content.at("/0/type").asText());
    assertEquals("image/png", content.at("/1/source/media_type").asText());
    assertEquals("aGk=", content.at("/1/source/data").asText());
    assertEquals(
        "[image 1]", write(false, false, output).at("/messages/0/content/0/content").asText());
  }
}
