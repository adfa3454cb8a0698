package dev.loom.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.loom.api.model.Message;
import dev.loom.api.model.ToolCall;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Tool calls in responses.
interface CallScripts extends ProviderScript {
  @Test
  default void aCallArrivesWithItsIdAndArguments() throws Exception {
    var response =
        harness()
            .complete(
                ScriptedResponse.toolCall("a", "read", "{\"path\":\"x\"}").withUsage(7, 3, 0));
    assertEquals(List.of(new ToolCall("a", "read", Map.of("path", "x"))), response.toolCalls());
    assertEquals("", response.text());
  }

  @Test
  default void severalCallsArriveInOrderAfterTheText() throws Exception {
    var response =
        harness()
            .complete(
                ScriptedResponse.text("I read.")
                    .thenToolCall("a", "read", "{\"path\":", "\"x\"}")
                    .thenToolCall("b", "write", "{\"n\"", ":[1,", "2]}")
                    .thenToolCall("c", "read", "{}"));
    assertEquals("I read.", response.text());
    assertEquals(
        List.of(
            new ToolCall("a", "read", Map.of("path", "x")),
            new ToolCall("b", "write", Map.of("n", List.of(1, 2))),
            new ToolCall("c", "read", Map.of())),
        response.toolCalls());
  }

  @Test
  default void argumentsMayBeSplitAtEveryCharacter() throws Exception {
    var pieces =
        "{\"path\": \"a\\\"b\\u00e4\", \"deep\": {\"n\": [1, -2.5e3, null, true]}}".split("");
    var split = harness().complete(ScriptedResponse.toolCall("a", "read", pieces));
    var whole = harness().complete(ScriptedResponse.toolCall("a", "read", String.join("", pieces)));
    assertEquals(whole.toolCalls(), split.toolCalls());
    assertEquals("a\"bä", split.toolCalls().getFirst().arguments().get("path"));
  }

  @Test
  default void aCallWithoutArgumentsHasNone() throws Exception {
    assertEquals(
        List.of(new ToolCall("a", "list", Map.of())),
        harness().complete(ScriptedResponse.toolCall("a", "list")).toolCalls());
  }

  @Test
  default void tooManyToolCallsFail() {
    var response = ScriptedResponse.empty();
    for (var at = 0; at < 129; at++) {
      response = response.thenToolCall("c" + at, "read", "{}");
    }
    harness().server.enqueue(response);
    var failure = harness().failure(ProviderHarness.LONG_TIMEOUTS);
    assertEquals(
        "The model server at "
            + harness().base(harness().server.url())
            + " sent more than 128 tool calls in one response.",
        failure.getMessage());
    assertFalse(failure.isRetryable());
  }

  /// No endpoint accepts a dot in a tool name; names of MCP tools contain two.
  @Test
  default void aDottedToolNameIsEncodedForTheServerAndDecodedAgain() throws Exception {
    var tools =
        List.of(ProviderHarness.tool("mcp.files.read"), ProviderHarness.tool("mcp_files_read"));
    var question = new Message.User("go");
    harness().server.enqueue(ScriptedResponse.text("ok"));
    harness().complete(ProviderHarness.request(tools, question));
    var names = harness().server.toolNamesIn(harness().server.requests.getFirst());
    assertEquals(2, names.stream().distinct().count(), names::toString);

    harness().server.enqueue(ScriptedResponse.toolCall("a", names.getFirst(), "{}"));
    var response = harness().complete(ProviderHarness.request(tools, question));
    assertEquals("mcp.files.read", response.toolCalls().getFirst().name());

    harness()
        .complete(
            ProviderHarness.request(
                tools,
                question,
                new Message.Assistant("", response.toolCalls(), response.continuation()),
                new Message.ToolOutput("a", "mcp.files.read", "text", false)));
    assertEquals(3, harness().server.requests.size());
  }
}
