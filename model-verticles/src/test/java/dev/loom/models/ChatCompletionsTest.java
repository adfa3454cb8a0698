package dev.loom.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelListener.ReasoningDelta;
import dev.loom.api.model.ModelListener.TextDelta;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.TokenUsage;
import dev.loom.api.model.ToolCall;
import dev.loom.bus.json.Json;
import dev.loom.contracts.config.ModelConfig;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Differences between servers that support chat completions; most cases beyond the contract were
/// observed at one of them.
class ChatCompletionsTest extends ProviderContract {
  @Override
  String protocol() {
    return UnsupportedScripts.CHAT;
  }

  @Override
  StrictServer server(Vertx vertx) {
    return new StrictOpenAi(vertx);
  }

  @Override
  public String base(String url) {
    return url + "/v1";
  }

  @Override
  public ModelConfig config(String url, String model, Optional<Double> temperature) {
    return ModelConfig.create("openai_compatible", url + "/v1", model, "${M_KEY}")
        .withGeneration(new ModelConfig.Generation(100, 0, temperature, ""));
  }

  @Test
  void theKeyIsSentAsABearerToken() throws Exception {
    harness().complete();
    assertEquals(List.of("Bearer " + ProviderHarness.KEY), harness().server.authorizations);
  }

  /// Some servers reject a turn with tool calls whose reasoning is not sent back.
  @Test
  void aServerThatRequiresItsReasoningBackGetsItFromThenOn() throws Exception {
    var provider = harness().provider(ProviderHarness.LONG_TIMEOUTS);
    var question = new Message.User("go");
    var tools = List.of(ProviderHarness.tool("read"));
    harness()
        .server
        .enqueue(
            harness()
                .server
                .rejection(400, "The reasoning_content in the thinking mode must be passed back."));
    harness().server.enqueue(ScriptedResponse.thinking("hm").thenToolCall("a", "read", "{}"));
    var first = provider.complete(ProviderHarness.request(tools, question), piece -> {});
    harness().server.enqueue(ScriptedResponse.text("ok"));
    provider.complete(
        ProviderHarness.request(
            tools,
            question,
            new Message.Assistant(first.text(), first.toolCalls(), first.continuation()),
            new Message.ToolOutput("a", "read", "text", false)),
        piece -> {});
    assertEquals(List.of("hm"), harness().server.reasoningIn(harness().server.requests.getLast()));
  }

  @Test
  void aServerWithAnotherTokenLimitFieldGetsThatField() throws Exception {
    var provider = harness().provider("o4-mini", Optional.empty());
    for (var at = 0; at < 2; at++) {
      assertEquals("ok", provider.complete(ProviderHarness.HELLO, piece -> {}).text());
    }
    assertEquals(1, harness().server.rejections.get());
    assertEquals(100, harness().server.requests.getLast().path("max_completion_tokens").asInt());
  }

  @Test
  void severalCallsAreDistinguishedByIndexAndKeepTheirOrder() throws Exception {
    harness()
        .server
        .enqueue(
            StrictOpenAi.stream(
                StrictOpenAi.calls(
                    "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"x\",\"arguments\":\"\"}}",
                    "{\"index\":1,\"id\":\"b\",\"function\":{\"name\":\"y\",\"arguments\":\"{}\"}}",
                    "{\"index\":0,\"function\":{\"arguments\":\"{\\\"n\\\":1}\"}}")));
    assertEquals(
        List.of(new ToolCall("a", "x", Map.of("n", 1)), new ToolCall("b", "y", Map.of())),
        harness().complete().toolCalls());
  }

  @Test
  void aNewIdAtTheSameIndexIsANewCall() throws Exception {
    harness()
        .server
        .enqueue(
            StrictOpenAi.stream(
                StrictOpenAi.calls(
                    "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"x\",\"arguments\":\"{}\"}}",
                    "{\"index\":0,\"id\":\"b\",\"function\":{\"name\":\"y\",\"arguments\":\"{}\"}}")));
    assertEquals(
        List.of(new ToolCall("a", "x", Map.of()), new ToolCall("b", "y", Map.of())),
        harness().complete().toolCalls());
  }

  @Test
  void completeCallsWithoutIdsInOneDeltaGetDistinctIds() throws Exception {
    harness()
        .server
        .enqueue(
            StrictOpenAi.stream(
                StrictOpenAi.calls(
                    "{\"function\":{\"name\":\"x\",\"arguments\":\"{\\\"n\\\":1}\"}},"
                        + "{\"function\":{\"name\":\"x\",\"arguments\":{\"n\":2}}}")));
    assertEquals(
        List.of(
            new ToolCall("call_1", "x", Map.of("n", 1)),
            new ToolCall("call_2", "x", Map.of("n", 2))),
        harness().complete().toolCalls());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"n\": 1,}|{n=1}|",
        "```json {\"n\": [1, 2,]} ```|{n=[1, 2]}|",
        "{\"s\": \"a,}\"}|{s=a,}}|",
        "{\"n\": |{}|{\"n\":",
        "[1]|{}|[1]",
        "not json|{}|not json",
        "Sure: {\"n\": 1}|{n=1}|",
        "{\"n\": 1} Done!|{n=1}|",
        "{\"n\": 1}{\"n\": 2}|{}|{\"n\": 1}{\"n\": 2}",
        "null|{}|null"
      })
  void argumentsAreRepairedOrReportedAsMalformed(String written, String arguments, String malformed)
      throws Exception {
    var fragment = "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"x\",\"arguments\":";
    harness()
        .server
        .enqueue(StrictOpenAi.stream(StrictOpenAi.calls(fragment + Json.write(written) + "}}")));
    var call = harness().complete().toolCalls().getFirst();
    assertEquals(arguments, call.arguments().toString());
    assertEquals(malformed == null ? "" : malformed, call.malformed());
  }

  @Test
  void argumentsThatAreNotAnObjectStayMalformedDespiteWhitespace() throws Exception {
    var written = " ".repeat(10_000) + "x".repeat(3_999) + "\uD83E\uDD9C and more";
    var fragment = "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"x\",\"arguments\":";
    harness()
        .server
        .enqueue(StrictOpenAi.stream(StrictOpenAi.calls(fragment + Json.write(written) + "}}")));
    assertEquals("x".repeat(3_999), harness().complete().toolCalls().getFirst().malformed());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"content\":\"\"}",
        "{}",
        "{\"content\":null,\"tool_calls\":[]}",
        "{\"tool_calls\":[{\"index\":0,\"function\":{}}]}"
      })
  void anEmptyDeltaIsIgnored(String delta) throws Exception {
    harness()
        .server
        .enqueue(StrictOpenAi.stream(StrictOpenAi.chunk(delta, "\"stop\"") + StrictOpenAi.DONE));
    assertEquals(ProviderHarness.answer("", TokenUsage.NONE), harness().complete());
    assertEquals(List.of(), harness().deltas);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"eos\"", "\"function_call\"", "\"\"", "7", "[]"})
  void anUnknownFinishReasonIsNotAFailure(String reason) throws Exception {
    harness()
        .server
        .enqueue(
            StrictOpenAi.stream(
                StrictOpenAi.chunk("{\"content\":\"a\"}", reason) + StrictOpenAi.DONE));
    assertEquals(ProviderHarness.answer("a", TokenUsage.NONE), harness().complete());
  }

  @Test
  void reasoningInsideTheTextIsSeparated() throws Exception {
    harness().server.enqueue(StrictOpenAi.text("<think>hm</think>\n\nyes"));
    var response = harness().complete();
    assertEquals("hm", response.thinking());
    assertEquals("yes", response.text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"reasoning", "reasoning_content", "thinking"})
  void reasoningIsReadFromAllThreeFieldNames(String field) throws Exception {
    harness()
        .server
        .enqueue(
            StrictOpenAi.stream(
                StrictOpenAi.chunk("{\"" + field + "\":\"hm\",\"content\":\"\"}")
                    + StrictOpenAi.chunk("{\"content\":\"yes\"}", "\"stop\"")
                    + StrictOpenAi.DONE));
    var response = harness().complete();
    assertEquals("hm", response.thinking());
    assertEquals("yes", response.text());
    assertEquals(List.of(new ReasoningDelta("hm"), new TextDelta("yes")), harness().deltas);
  }

  @Test
  void aCompleteDocumentIsDecoded() throws Exception {
    harness()
        .server
        .enqueue(
            StrictOpenAi.document(
                """
             {"model":"m-1","choices":[{"message":{"role":"assistant","content":"hi",
              "tool_calls":[{"id":"a","type":"function","function":{"name":"x","arguments":"{}"}}]},
              "finish_reason":"tool_calls"}],"usage":{"prompt_tokens":1,"completion_tokens":2}}
            """));
    assertEquals(
        ProviderHarness.answer("hi", new TokenUsage(1, 2), new ToolCall("a", "x", Map.of())),
        harness().complete());
    assertEquals(List.of(new TextDelta("hi")), harness().deltas);
  }

  @Test
  void aRefusalIsReportedAsRefusal() throws Exception {
    harness()
        .server
        .enqueue(
            StrictOpenAi.stream(StrictOpenAi.chunk("{\"refusal\":\"I will not\"}", "\"stop\"")));
    var response = harness().complete();
    assertEquals(ModelResponse.StopReason.REFUSAL, response.stop());
    assertEquals("I will not", response.text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"error\":{\"message\":\"overloaded\",\"code\":529}}",
        "data: {\"error\":{\"message\":\"overloaded\"}}",
        "data: {\"error\":\"overloaded\"}"
      })
  void errorsOfEveryKnownShapeAreDecoded(String line) {
    harness()
        .server
        .enqueue(StrictOpenAi.stream(StrictOpenAi.chunk("{\"content\":\"a\"}") + line + "\n\n"));
    var failure = harness().failure(ProviderHarness.LONG_TIMEOUTS);
    assertTrue(failure.getMessage().endsWith("aborted its response: overloaded."));
    assertTrue(failure.isRetryable());
  }

  @Test
  void aConnectionLostAfterTheFinishReasonLosesNothing() throws Exception {
    harness()
        .server
        .enqueue(StrictOpenAi.resetAfter(StrictOpenAi.chunk("{\"content\":\"a\"}", "\"stop\"")));
    assertEquals("a", harness().complete().text());
  }
}
