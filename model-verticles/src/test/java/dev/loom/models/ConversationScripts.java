package dev.loom.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ModelRole;
import dev.loom.api.model.ProviderState;
import dev.loom.api.model.ToolCall;
import dev.loom.api.model.ToolDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Requests that continue a conversation; the strict server decides whether to accept them.
interface ConversationScripts extends ProviderScript {
  /// A schema that the strictest endpoint accepts.
  Map<String, Object> CLOSED =
      Map.of(
          "type",
          "object",
          "properties",
          Map.of("passed", Map.of("type", "boolean")),
          "required",
          List.of("passed"),
          "additionalProperties",
          false);

  /// Longer than any endpoint with a length limit accepts.
  String LONG_ID = "chatcmpl-tool-" + "0123456789".repeat(8);

  private static Message assistant(ModelResponse response) {
    return new Message.Assistant(response.text(), response.toolCalls(), response.continuation());
  }

  @Test
  default void aConversationWithToolsIsAccepted() throws Exception {
    var request =
        ProviderHarness.request(
            List.of(ProviderHarness.tool("read")),
            new Message.System("rules"),
            new Message.User("go"),
            new Message.Assistant(
                "",
                List.of(
                    new ToolCall("a", "read", Map.of("path", "x")),
                    new ToolCall("b", "read", Map.of(), "{bro"))),
            new Message.ToolOutput("a", "read", "text", false),
            new Message.ToolOutput("b", "read", "malformed", true),
            new Message.User("remember the task"));
    assertEquals("ok", harness().complete(request).text());
  }

  @Test
  default void aConversationOfManyTurnsIsAccepted() throws Exception {
    var request =
        ProviderHarness.request(
            List.of(ProviderHarness.tool("read")),
            new Message.System("rules"),
            new Message.User("go"),
            new Message.User("the task again"),
            new Message.Assistant("I look.", List.of(new ToolCall("a", "read", Map.of()))),
            new Message.ToolOutput("a", "read", "", false),
            new Message.Assistant("", List.of(new ToolCall("b", "read", Map.of()))),
            new Message.ToolOutput("b", "read", "text", false),
            new Message.Assistant("Done.", List.of()),
            new Message.User("and now?"));
    assertEquals("ok", harness().complete(request).text());
  }

  @Test
  default void aToolWithoutParametersIsAccepted() throws Exception {
    var bare = new ToolDescription("list", "Lists.", Map.of());
    assertEquals(
        "ok",
        harness().complete(ProviderHarness.request(List.of(bare), new Message.User("go"))).text());
  }

  @Test
  default void aResponseSchemaIsSentAsTheServerExpectsIt() throws Exception {
    var request =
        new ModelRequest(
            ModelRole.PLANNER,
            List.of(new Message.System("rules"), new Message.User("plan")),
            List.of(),
            Optional.of(CLOSED));
    assertEquals("ok", harness().complete(request).text());
    assertEquals(0, harness().server.rejections.get());
    var sent = harness().server.requests.getFirst();
    assertEquals(1, sent.findValues("properties").size(), sent::toString);
  }

  /// Endpoints support different parts of JSON Schema; a response without a schema is better than
  /// none.
  @Test
  default void aRejectedSchemaIsOmitted() throws Exception {
    var request =
        new ModelRequest(
            ModelRole.PLANNER,
            List.of(new Message.User("plan")),
            List.of(),
            Optional.of(Map.of("type", "object", "properties", Map.of())));
    assertEquals("ok", harness().complete(request).text());
  }

  /// The strict servers accept reasoning only unchanged.
  @Test
  default void reasoningIsSentBackUnchangedWithItsTurn() throws Exception {
    var tools = List.of(ProviderHarness.tool("read"));
    var user = new Message.User("go");
    harness()
        .server
        .enqueue(
            ScriptedResponse.thinking("hm, ", "grün 🦜\n")
                .thenToolCall("a", "read", "{\"path\":\"x\"}")
                .thenToolCall("b", "read", "{}"));
    var first = harness().complete(ProviderHarness.request(tools, user));
    harness().server.enqueue(ScriptedResponse.thinking("aha").thenToolCall("c", "read", "{}"));
    var second =
        harness()
            .complete(
                ProviderHarness.request(
                    tools,
                    user,
                    assistant(first),
                    new Message.ToolOutput("a", "read", "text", false),
                    new Message.ToolOutput("b", "read", "no such file", true)));
    var third =
        harness()
            .complete(
                ProviderHarness.request(
                    tools,
                    user,
                    assistant(first),
                    new Message.ToolOutput("a", "read", "text", false),
                    new Message.ToolOutput("b", "read", "no such file", true),
                    assistant(second),
                    new Message.ToolOutput("c", "read", "text", false)));
    assertEquals("ok", third.text());
    assertEquals(
        List.of("hm, grün 🦜\n"), harness().server.reasoningIn(harness().server.requests.get(1)));
    assertEquals(
        List.of("hm, grün 🦜\n", "aha"),
        harness().server.reasoningIn(harness().server.requests.get(2)));
  }

  /// Current models reason between their calls, and their signatures cover the position.
  @Test
  default void reasoningBetweenCallsIsSentBackInItsPosition() throws Exception {
    assertReasoningIsSentBack(
        ScriptedResponse.thinking("first")
            .thenText("I read.")
            .thenThinking("second")
            .thenToolCall("a", "read", "{\"path\":\"x\"}")
            .thenThinking("third")
            .thenToolCall("b", "read", "{}"),
        List.of("first", "second", "third"));
  }

  @Test
  default void hiddenReasoningIsSentBackToo() throws Exception {
    assertReasoningIsSentBack(
        ScriptedResponse.thinking().thenToolCall("a", "read", "{}").thenToolCall("b", "read", "{}"),
        List.of(""));
  }

  private void assertReasoningIsSentBack(ScriptedResponse response, List<String> reasoning)
      throws Exception {
    var tools = List.of(ProviderHarness.tool("read"));
    var user = new Message.User("go");
    harness().server.enqueue(response);
    var first = harness().complete(ProviderHarness.request(tools, user));
    assertEquals(2, first.toolCalls().size());
    harness()
        .complete(
            ProviderHarness.request(
                tools,
                user,
                assistant(first),
                new Message.ToolOutput("a", "read", "text", false),
                new Message.ToolOutput("b", "read", "text", false)));
    assertEquals(reasoning, harness().server.reasoningIn(harness().server.requests.getLast()));
  }

  @Test
  default void anInventedToolNameIsSentBackInAnAcceptedForm() throws Exception {
    var tools = List.of(ProviderHarness.tool("read"));
    var user = new Message.User("go");
    harness().server.enqueue(ScriptedResponse.toolCall("a", "fs.délete file!", "{}"));
    var first = harness().complete(ProviderHarness.request(tools, user));
    var call = first.toolCalls().getFirst();
    assertEquals(
        "ok",
        harness()
            .complete(
                ProviderHarness.request(
                    tools,
                    user,
                    assistant(first),
                    new Message.ToolOutput(call.id(), call.name(), "no such tool", true)))
            .text());
  }

  /// Some servers restart the numbering of call ids in each response.
  @Test
  default void aDuplicateCallIdIsReplaced() throws Exception {
    var tools = List.of(ProviderHarness.tool("read"));
    var messages = new ArrayList<Message>(List.of(new Message.User("go")));
    for (var turn = 0; turn < 3; turn++) {
      harness().server.enqueue(ScriptedResponse.toolCall("call_0", "read", "{}"));
      var response =
          harness().complete(ProviderHarness.request(tools, messages.toArray(Message[]::new)));
      messages.add(assistant(response));
      messages.add(
          new Message.ToolOutput(response.toolCalls().getFirst().id(), "read", "text", false));
    }
    assertEquals(
        "ok",
        harness()
            .complete(ProviderHarness.request(tools, messages.toArray(Message[]::new)))
            .text());
  }

  /// Another model's ids may contain characters that an endpoint rejects, and its provider state
  /// does not apply.
  @Test
  default void aConversationStartedByAnotherModelIsAccepted() throws Exception {
    var foreign =
        new ProviderState(
            "another protocol another-model",
            List.of(Map.of("type", "thinking", "thinking", "hm", "signature", "foreign")));
    var request =
        ProviderHarness.request(
            List.of(ProviderHarness.tool("read")),
            new Message.User("go"),
            new Message.Assistant(
                "",
                List.of(
                    new ToolCall("functions.read:0", "read", Map.of()),
                    new ToolCall(LONG_ID + "a", "read", Map.of()),
                    new ToolCall(LONG_ID + "b", "read", Map.of())),
                foreign),
            new Message.ToolOutput("functions.read:0", "read", "text", false),
            new Message.ToolOutput(LONG_ID + "a", "read", "text", false),
            new Message.ToolOutput(LONG_ID + "b", "read", "text", false));
    assertEquals("ok", harness().complete(request).text());
    assertEquals(List.of(), harness().server.reasoningIn(harness().server.requests.getFirst()));
  }

  @Test
  default void aTemperatureIsSentOnlyWhenItIsSet() throws Exception {
    harness().complete();
    assertEquals(List.of(), harness().server.requests.getFirst().findValues("temperature"));
  }

  @Test
  default void aRejectedTemperatureIsOmittedFromThenOn() throws Exception {
    var provider = harness().provider("gpt-5-mini", Optional.of(0.3));
    for (var at = 0; at < 2; at++) {
      assertEquals("ok", provider.complete(ProviderHarness.HELLO, harness().deltas::add).text());
    }
    assertEquals(2, harness().server.requests.size());
    assertTrue(
        harness().server.rejections.get() <= 2,
        () -> harness().server.rejections + " requests rejected");
    assertEquals(List.of(), harness().server.requests.getFirst().findValues("temperature"));
  }
}
