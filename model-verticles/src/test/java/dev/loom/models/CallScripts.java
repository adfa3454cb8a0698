package dev.loom.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.loom.api.model.Message;
import dev.loom.api.model.ToolCall;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a model asks to have called.
interface CallScripts extends Script {
  @Test
  default void aCallComesWithItsIdAndArguments() throws Exception {
    var response = stage().ask(Tale.calling("a", "read", "{\"path\":\"x\"}").costing(7, 3, 0));
    assertEquals(List.of(new ToolCall("a", "read", Map.of("path", "x"))), response.toolCalls());
    assertEquals("", response.text());
  }

  @Test
  default void severalCallsComeInTheirOrderBehindWhatWasSaid() throws Exception {
    var response =
        stage()
            .ask(
                Tale.saying("I read.")
                    .thenCalling("a", "read", "{\"path\":", "\"x\"}")
                    .thenCalling("b", "write", "{\"n\"", ":[1,", "2]}")
                    .thenCalling("c", "read", "{}"));
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
    var split = stage().ask(Tale.calling("a", "read", pieces));
    var whole = stage().ask(Tale.calling("a", "read", String.join("", pieces)));
    assertEquals(whole.toolCalls(), split.toolCalls());
    assertEquals("a\"bä", split.toolCalls().getFirst().arguments().get("path"));
  }

  @Test
  default void aCallWithoutArgumentsHasNone() throws Exception {
    assertEquals(
        List.of(new ToolCall("a", "list", Map.of())),
        stage().ask(Tale.calling("a", "list")).toolCalls());
  }

  @Test
  default void moreCallsThanAnyAnswerHasAreCutOffAtTheLimit() {
    var tale = Tale.ofNothing();
    for (var at = 0; at < 129; at++) {
      tale = tale.thenCalling("c" + at, "read", "{}");
    }
    stage().server.next(tale);
    var failure = stage().failure(Stage.PATIENT);
    assertEquals(
        "The model server at "
            + stage().base(stage().server.url())
            + " sent more than 128 tool calls in one answer.",
        failure.getMessage());
    assertFalse(failure.isRetryable());
  }

  /// No endpoint takes a dot in a tool's name; the names of an MCP server's tools have two.
  @Test
  default void aDottedNameGoesOutInLettersThatAreTakenAndComesBackAsItWas() throws Exception {
    var tools = List.of(Stage.tool("mcp.files.read"), Stage.tool("mcp_files_read"));
    var question = new Message.User("go");
    stage().server.next(Tale.saying("ok"));
    stage().ask(Stage.request(tools, question));
    var names = stage().server.toolNamesIn(stage().server.requests.getFirst());
    assertEquals(2, names.stream().distinct().count(), names::toString);

    stage().server.next(Tale.calling("a", names.getFirst(), "{}"));
    var response = stage().ask(Stage.request(tools, question));
    assertEquals("mcp.files.read", response.toolCalls().getFirst().name());

    stage()
        .ask(
            Stage.request(
                tools,
                question,
                new Message.Assistant("", response.toolCalls(), response.continuation()),
                new Message.ToolOutput("a", "mcp.files.read", "text", false)));
    assertEquals(3, stage().server.requests.size());
  }
}
