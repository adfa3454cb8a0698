package dev.loom.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelListener.TextDelta;
import dev.loom.api.model.ModelListener.ReasoningDelta;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ModelRole;
import dev.loom.api.model.TokenUsage;
import dev.loom.api.model.ToolCall;
import dev.loom.contracts.config.ModelConfig;
import dev.loom.contracts.json.Json;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Nearly every server speaks chat completions, each a little differently; most of what is told
/// here beyond the contract was seen at one of them.
class ChatCompletionsTest extends ProviderContract {
  @Override
  String wire() {
    return NotTold.CHAT;
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
    return new ModelConfig(
        "openai_compatible",
        url + "/v1",
        model,
        Set.of(ModelRole.EXECUTOR),
        100,
        0,
        "${M_KEY}",
        temperature,
        0,
        0);
  }

  @Test
  void theKeyIsABearer() throws Exception {
    stage().ask();
    assertEquals(List.of("Bearer " + Stage.KEY), stage().server.authorizations);
  }

  /// Some servers refuse a turn with tool calls whose thinking does not come back.
  @Test
  void aServerThatWantsItsThinkingBackGetsItFromThenOn() throws Exception {
    var provider = stage().provider(Stage.PATIENT);
    var question = new Message.User("go");
    var tools = List.of(Stage.tool("read"));
    stage()
        .server
        .next(
            stage()
                .server
                .refusal(400, "The reasoning_content in the thinking mode must be passed back."));
    stage().server.next(Tale.thinking("hm").thenCalling("a", "read", "{}"));
    var first = provider.complete(Stage.request(tools, question), piece -> {});
    stage().server.next(Tale.saying("ok"));
    provider.complete(
        Stage.request(
            tools,
            question,
            new Message.Assistant(first.text(), first.toolCalls(), first.continuation()),
            new Message.ToolOutput("a", "read", "text", false)),
        piece -> {});
    assertEquals(List.of("hm"), stage().server.thoughtsIn(stage().server.requests.getLast()));
  }

  @Test
  void aServerThatCallsItsLimitOtherwiseIsToldSo() throws Exception {
    var provider = stage().provider("o4-mini", Optional.empty());
    for (var at = 0; at < 2; at++) {
      assertEquals("ok", provider.complete(Stage.HELLO, piece -> {}).text());
    }
    assertEquals(1, stage().server.refusals.get());
    assertEquals(100, stage().server.requests.getLast().path("max_completion_tokens").asInt());
  }

  @Test
  void severalCallsAreToldApartByIndexAndComeInTheirOrder() throws Exception {
    stage()
        .server
        .next(
            StrictOpenAi.stream(
                StrictOpenAi.calls(
                    "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"x\",\"arguments\":\"\"}}",
                    "{\"index\":1,\"id\":\"b\",\"function\":{\"name\":\"y\",\"arguments\":\"{}\"}}",
                    "{\"index\":0,\"function\":{\"arguments\":\"{\\\"n\\\":1}\"}}")));
    assertEquals(
        List.of(new ToolCall("a", "x", Map.of("n", 1)), new ToolCall("b", "y", Map.of())),
        stage().ask().toolCalls());
  }

  @Test
  void aNewIdAtTheSameIndexIsANewCall() throws Exception {
    stage()
        .server
        .next(
            StrictOpenAi.stream(
                StrictOpenAi.calls(
                    "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"x\",\"arguments\":\"{}\"}}",
                    "{\"index\":0,\"id\":\"b\",\"function\":{\"name\":\"y\",\"arguments\":\"{}\"}}")));
    assertEquals(
        List.of(new ToolCall("a", "x", Map.of()), new ToolCall("b", "y", Map.of())),
        stage().ask().toolCalls());
  }

  @Test
  void wholeCallsWithoutIdsInOneDeltaGetIdsOfTheirOwn() throws Exception {
    stage()
        .server
        .next(
            StrictOpenAi.stream(
                StrictOpenAi.calls(
                    "{\"function\":{\"name\":\"x\",\"arguments\":\"{\\\"n\\\":1}\"}},"
                        + "{\"function\":{\"name\":\"x\",\"arguments\":{\"n\":2}}}")));
    assertEquals(
        List.of(
            new ToolCall("call_1", "x", Map.of("n", 1)),
            new ToolCall("call_2", "x", Map.of("n", 2))),
        stage().ask().toolCalls());
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
  void argumentsAreRepairedOnceOrComeBackAsMalformed(
      String written, String arguments, String malformed) throws Exception {
    var fragment = "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"x\",\"arguments\":";
    stage()
        .server
        .next(StrictOpenAi.stream(StrictOpenAi.calls(fragment + Json.write(written) + "}}")));
    var call = stage().ask().toolCalls().getFirst();
    assertEquals(arguments, call.arguments().toString());
    assertEquals(malformed == null ? "" : malformed, call.malformed());
  }

  @Test
  void argumentsThatAreNoObjectStayMalformedHoweverMuchSpaceIsAroundThem() throws Exception {
    var written = " ".repeat(10_000) + "x".repeat(3_999) + "\uD83E\uDD9C and more";
    var fragment = "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"x\",\"arguments\":";
    stage()
        .server
        .next(StrictOpenAi.stream(StrictOpenAi.calls(fragment + Json.write(written) + "}}")));
    assertEquals("x".repeat(3_999), stage().ask().toolCalls().getFirst().malformed());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"content\":\"\"}",
        "{}",
        "{\"content\":null,\"tool_calls\":[]}",
        "{\"tool_calls\":[{\"index\":0,\"function\":{}}]}"
      })
  void aDeltaThatSaysNothingIsPassedOnAsItIs(String delta) throws Exception {
    stage()
        .server
        .next(StrictOpenAi.stream(StrictOpenAi.chunk(delta, "\"stop\"") + StrictOpenAi.DONE));
    assertEquals(Stage.answer("", TokenUsage.NONE), stage().ask());
    assertEquals(List.of(), stage().heard);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"eos\"", "\"function_call\"", "\"\"", "7", "[]"})
  void aReasonToFinishThatNobodyKnowsIsNoFailure(String reason) throws Exception {
    stage()
        .server
        .next(
            StrictOpenAi.stream(
                StrictOpenAi.chunk("{\"content\":\"a\"}", reason) + StrictOpenAi.DONE));
    assertEquals(Stage.answer("a", TokenUsage.NONE), stage().ask());
  }

  @Test
  void thinkingThatWasLeftInTheAnswerIsLiftedOut() throws Exception {
    stage().server.next(StrictOpenAi.text("<think>hm</think>\n\nyes"));
    var response = stage().ask();
    assertEquals("hm", response.thinking());
    assertEquals("yes", response.text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"reasoning", "reasoning_content", "thinking"})
  void thinkingHasThreeNames(String field) throws Exception {
    stage()
        .server
        .next(
            StrictOpenAi.stream(
                StrictOpenAi.chunk("{\"" + field + "\":\"hm\",\"content\":\"\"}")
                    + StrictOpenAi.chunk("{\"content\":\"yes\"}", "\"stop\"")
                    + StrictOpenAi.DONE));
    var response = stage().ask();
    assertEquals("hm", response.thinking());
    assertEquals("yes", response.text());
    assertEquals(List.of(new ReasoningDelta("hm"), new TextDelta("yes")), stage().heard);
  }

  @Test
  void aWholeCompletionIsUnderstoodToo() throws Exception {
    stage()
        .server
        .next(
            StrictOpenAi.document(
                """
             {"model":"m-1","choices":[{"message":{"role":"assistant","content":"hi",
              "tool_calls":[{"id":"a","type":"function","function":{"name":"x","arguments":"{}"}}]},
              "finish_reason":"tool_calls"}],"usage":{"prompt_tokens":1,"completion_tokens":2}}
            """));
    assertEquals(
        Stage.answer("hi", new TokenUsage(1, 2), new ToolCall("a", "x", Map.of())), stage().ask());
    assertEquals(List.of(new TextDelta("hi")), stage().heard);
  }

  @Test
  void aRefusalIsARefusal() throws Exception {
    stage()
        .server
        .next(StrictOpenAi.stream(StrictOpenAi.chunk("{\"refusal\":\"I will not\"}", "\"stop\"")));
    var response = stage().ask();
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
  void anErrorIsReadInEveryShapeThatServersGiveIt(String line) {
    stage()
        .server
        .next(StrictOpenAi.stream(StrictOpenAi.chunk("{\"content\":\"a\"}") + line + "\n\n"));
    var failure = stage().failure(Stage.PATIENT);
    assertTrue(failure.getMessage().endsWith("broke off its answer: overloaded."));
    assertTrue(failure.isRetryable());
  }

  @Test
  void aStreamThatBreaksAfterItsReasonToFinishIsAnAnswer() throws Exception {
    stage()
        .server
        .next(StrictOpenAi.cutAfter(StrictOpenAi.chunk("{\"content\":\"a\"}", "\"stop\"")));
    assertEquals("a", stage().ask().text());
  }
}
