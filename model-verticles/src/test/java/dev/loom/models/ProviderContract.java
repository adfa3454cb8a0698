package dev.loom.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelListener;
import dev.loom.api.model.ModelListener.Piece;
import dev.loom.api.model.ModelListener.TextPiece;
import dev.loom.api.model.ModelListener.ThinkingPiece;
import dev.loom.api.model.ModelProvider;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ModelRole;
import dev.loom.api.model.TokenUsage;
import dev.loom.api.model.ToolCall;
import dev.loom.api.model.ToolDescription;
import dev.loom.contracts.config.ModelCallConfig;
import dev.loom.contracts.json.Json;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What every provider on OpenAI's wire must do, against a strict server on a real socket.
@Timeout(30)
abstract class ProviderContract {
  static final String KEY = "sk-secret-1234567890";
  static final ModelRequest HELLO =
      new ModelRequest(
          ModelRole.EXECUTOR, List.of(new Message.User("hello")), List.of(), Optional.empty());

  final Vertx vertx = Vertx.vertx();
  final StrictOpenAi server = new StrictOpenAi(vertx);
  private final List<Piece> heard = new ArrayList<>();

  /// The provider under test with the alias `m`, the model `m-1` and the key above.
  abstract ModelProvider provider(String url, ModelCallConfig calls);

  private ModelProvider provider(ModelCallConfig calls) {
    return provider(server.url(), calls);
  }

  /// Short deadlines for tests in which one must pass.
  static ModelCallConfig calls(int firstByte, int idle, int total) {
    return new ModelCallConfig(5, firstByte, idle, total, 3, 4, 5, 1);
  }

  static final ModelCallConfig PATIENT = calls(20, 20, 25);

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private ModelResponse ask() throws Exception {
    return provider(PATIENT).complete(HELLO, heard::add);
  }

  private ModelException failure(ModelCallConfig calls) {
    return assertThrows(ModelException.class, () -> provider(calls).complete(HELLO, heard::add));
  }

  private static ModelResponse answer(String text, TokenUsage usage, ToolCall... calls) {
    return new ModelResponse(text, "", List.of(calls), usage, "m-1", ModelResponse.Stop.DONE);
  }

  // ---- answers ----

  @Test
  void textArrivesWithItsUsage() throws Exception {
    server.next(StrictOpenAi.text("good day"));
    assertEquals(answer("good day", new TokenUsage(7, 3)), ask());
    assertEquals(List.of(new TextPiece("good day")), heard);
    assertEquals(List.of("Bearer " + KEY), server.authorizations);
  }

  @ParameterizedTest
  @ValueSource(strings = {"reasoning", "reasoning_content", "thinking"})
  void thinkingIsKeptApartFromTheAnswer(String field) throws Exception {
    server.next(
        StrictOpenAi.stream(
            StrictOpenAi.chunk("{\"" + field + "\":\"hm\",\"content\":\"\"}")
                + StrictOpenAi.chunk("{\"content\":\"yes\"}", "\"stop\"")
                + StrictOpenAi.DONE));
    var response = ask();
    assertEquals("hm", response.thinking());
    assertEquals("yes", response.text());
    assertEquals(List.of(new ThinkingPiece("hm"), new TextPiece("yes")), heard);
  }

  @Test
  void thinkingThatWasLeftInTheAnswerIsLiftedOut() throws Exception {
    server.next(StrictOpenAi.text("<think>hm</think>\n\nyes"));
    var response = ask();
    assertEquals("hm", response.thinking());
    assertEquals("yes", response.text());
  }

  @Test
  void piecesAreHeardByTheBufferAndNotByTheToken() throws Exception {
    server.next(
        StrictOpenAi.stream(
            StrictOpenAi.chunk("{\"content\":\"a\"}").repeat(50)
                + StrictOpenAi.chunk("{}", "\"stop\"")));
    assertEquals("a".repeat(50), ask().text());
    assertTrue(heard.size() <= 10, () -> heard.size() + " pieces");
  }

  @Test
  void everyByteMayComeAlone() throws Exception {
    var body =
        ": keep-alive\r\n\r\n"
            + StrictOpenAi.chunk("{\"content\":\"grüß 🦜\"}").replace("\n", "\r\n")
            + StrictOpenAi.calls(
                "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"read\",\"arguments\":\"{\\\"p\\\":\"}}",
                "{\"index\":0,\"function\":{\"arguments\":\"\\\"ä\\\"}\"}}");
    server.next(StrictOpenAi.drip(body.getBytes(StandardCharsets.UTF_8)));
    assertEquals(
        answer("grüß 🦜", TokenUsage.NONE, new ToolCall("a", "read", Map.of("p", "ä"))), ask());
  }

  @Test
  void severalCallsAreToldApartByIndexAndComeInTheirOrder() throws Exception {
    server.next(
        StrictOpenAi.stream(
            StrictOpenAi.calls(
                "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"x\",\"arguments\":\"\"}}",
                "{\"index\":1,\"id\":\"b\",\"function\":{\"name\":\"y\",\"arguments\":\"{}\"}}",
                "{\"index\":0,\"function\":{\"arguments\":\"{\\\"n\\\":1}\"}}")));
    assertEquals(
        List.of(new ToolCall("a", "x", Map.of("n", 1)), new ToolCall("b", "y", Map.of())),
        ask().toolCalls());
  }

  @Test
  void aNewIdAtTheSameIndexIsANewCall() throws Exception {
    server.next(
        StrictOpenAi.stream(
            StrictOpenAi.calls(
                "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"x\",\"arguments\":\"{}\"}}",
                "{\"index\":0,\"id\":\"b\",\"function\":{\"name\":\"y\",\"arguments\":\"{}\"}}")));
    assertEquals(
        List.of(new ToolCall("a", "x", Map.of()), new ToolCall("b", "y", Map.of())),
        ask().toolCalls());
  }

  @Test
  void wholeCallsWithoutIdsInOneDeltaGetIdsOfTheirOwn() throws Exception {
    server.next(
        StrictOpenAi.stream(
            StrictOpenAi.calls(
                "{\"function\":{\"name\":\"x\",\"arguments\":\"{\\\"n\\\":1}\"}},"
                    + "{\"function\":{\"name\":\"x\",\"arguments\":{\"n\":2}}}")));
    assertEquals(
        List.of(
            new ToolCall("call_1", "x", Map.of("n", 1)),
            new ToolCall("call_2", "x", Map.of("n", 2))),
        ask().toolCalls());
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
        "Sure: {\"n\": 1}|{}|Sure: {\"n\": 1}",
        "{\"n\": 1} Done!|{}|{\"n\": 1} Done!",
        "{\"n\": 1}{\"n\": 2}|{}|{\"n\": 1}{\"n\": 2}",
        "null|{}|null"
      })
  void argumentsAreRepairedOnceOrComeBackAsMalformed(
      String written, String arguments, String malformed) throws Exception {
    var fragment = "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"x\",\"arguments\":";
    server.next(StrictOpenAi.stream(StrictOpenAi.calls(fragment + Json.write(written) + "}}")));
    var call = ask().toolCalls().getFirst();
    assertEquals(arguments, call.arguments().toString());
    assertEquals(malformed == null ? "" : malformed, call.malformed());
  }

  @Test
  void argumentsThatAreNoObjectStayMalformedHoweverMuchSpaceIsAroundThem() throws Exception {
    var written = " ".repeat(10_000) + "x".repeat(3_999) + "\uD83E\uDD9C and more";
    var fragment = "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"x\",\"arguments\":";
    server.next(StrictOpenAi.stream(StrictOpenAi.calls(fragment + Json.write(written) + "}}")));
    assertEquals("x".repeat(3_999), ask().toolCalls().getFirst().malformed());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"content\":\"\"}",
        "{}",
        "{\"content\":null,\"tool_calls\":[]}",
        "{\"tool_calls\":[{\"index\":0,\"function\":{}}]}"
      })
  void anAnswerThatSaysNothingIsPassedOnAsItIs(String delta) throws Exception {
    server.next(StrictOpenAi.stream(StrictOpenAi.chunk(delta, "\"stop\"") + StrictOpenAi.DONE));
    assertEquals(answer("", TokenUsage.NONE), ask());
    assertEquals(List.of(), heard);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"eos\"", "\"function_call\"", "\"\"", "7", "[]"})
  void aReasonToFinishThatNobodyKnowsIsNoFailure(String reason) throws Exception {
    server.next(
        StrictOpenAi.stream(StrictOpenAi.chunk("{\"content\":\"a\"}", reason) + StrictOpenAi.DONE));
    assertEquals(answer("a", TokenUsage.NONE), ask());
  }

  @Test
  void aServerThatDoesNotStreamIsUnderstoodToo() throws Exception {
    server.next(
        StrictOpenAi.document(
            """
             {"model":"m-1","choices":[{"message":{"role":"assistant","content":"hi",
              "tool_calls":[{"id":"a","type":"function","function":{"name":"x","arguments":"{}"}}]},
              "finish_reason":"tool_calls"}],"usage":{"prompt_tokens":1,"completion_tokens":2}}
            """));
    assertEquals(answer("hi", new TokenUsage(1, 2), new ToolCall("a", "x", Map.of())), ask());
    assertEquals(List.of(new TextPiece("hi")), heard);
  }

  @Test
  void anAnswerThatHitTheTokenLimitSaysSo() throws Exception {
    server.next(StrictOpenAi.stream(StrictOpenAi.chunk("{\"content\":\"a\"}", "\"length\"")));
    assertEquals(ModelResponse.Stop.LENGTH, ask().stop());
  }

  @Test
  void aRefusalIsARefusal() throws Exception {
    server.next(
        StrictOpenAi.stream(StrictOpenAi.chunk("{\"refusal\":\"I will not\"}", "\"stop\"")));
    var response = ask();
    assertEquals(ModelResponse.Stop.REFUSAL, response.stop());
    assertEquals("I will not", response.text());
  }

  @Test
  void aConversationWithToolsIsWrittenAsTheServerWantsIt() throws Exception {
    var tool = new ToolDescription("read", "Reads.", Map.of());
    var request =
        new ModelRequest(
            ModelRole.EXECUTOR,
            List.of(
                new Message.System("rules"),
                new Message.User("go"),
                new Message.Assistant(
                    "",
                    List.of(
                        new ToolCall("a", "read", Map.of("path", "x")),
                        new ToolCall("b", "read", Map.of(), "{bro"))),
                new Message.ToolOutput("a", "read", "text", false),
                new Message.ToolOutput("b", "read", "malformed", true)),
            List.of(tool),
            Optional.of(Map.of("type", "object")));
    assertEquals("ok", provider(PATIENT).complete(request, ModelListener.NONE).text());
    var sent = server.requests.getFirst();
    assertEquals("m-1", sent.path("model").asText());
    assertFalse(sent.has("temperature"), "is sent only when it is set");
    assertFalse(sent.has("response_format"), "other servers differ too much");
  }

  // ---- failures ----

  @ParameterizedTest
  @CsvSource({
    "401,false,check models.m.api_key",
    "403,false,check models.m.api_key",
    "404,false,The model 'm-1' was not found at http://127.0.0.1",
    "400,false,did not take the request (HTTP 400: no good)",
    "422,false,did not take the request (HTTP 422: no good)",
    "302,false,answered with a redirect",
    "408,true,could not answer now",
    "409,true,could not answer now",
    "429,true,asks to be asked less often",
    "500,true,could not answer now (HTTP 500: no good)",
    "529,true,asks to be asked less often"
  })
  void aStatusSaysWhetherToTryAgainAndWhatToDo(int status, boolean retryable, String words) {
    server.next(
        StrictOpenAi.status(
            status, "{\"error\":{\"message\":\"no good\"}}", "location", "http://127.0.0.1:1/"));
    var failure = failure(PATIENT);
    assertEquals(retryable, failure.isRetryable(), failure.getMessage());
    assertTrue(failure.getMessage().contains(words), failure.getMessage());
    assertEquals(1, server.requests.size());
  }

  @Test
  void aServersWordsAreCutAndClearedOfTheKey() {
    server.next(StrictOpenAi.status(400, "bad key " + KEY + " " + "x".repeat(5_000)));
    var message = failure(PATIENT).getMessage();
    assertFalse(message.contains(KEY), message);
    assertTrue(message.length() < 400, message);
    assertFalse(provider(PATIENT).toString().contains(KEY));
  }

  @ParameterizedTest
  @CsvSource({
    "retry-after,7,7000",
    "retry-after-ms,250,250",
    "retry-after,Mon_ 01 Jan 1990 00:00:00 GMT,0"
  })
  void theServersPauseIsPassedOn(String header, String value, long millis) {
    server.next(StrictOpenAi.status(429, "", header, value.replace('_', ',')));
    assertEquals(Optional.of(Duration.ofMillis(millis)), failure(PATIENT).retryAfter());
  }

  @Test
  void nobodyAtTheAddressIsSaidWithTheSetting() throws Exception {
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    var url = "http://127.0.0.1:" + port;
    var failure =
        assertThrows(
            ModelException.class, () -> provider(url, PATIENT).complete(HELLO, heard::add));
    assertEquals(
        "No model server answers at " + url + "/v1; start it or change models.m.base_url.",
        failure.getMessage());
    assertTrue(failure.isRetryable());
    assertFalse(provider(url, PATIENT).healthy());
  }

  @Test
  void aServerThatDoesNotTakeTheConnectionIsLeftAndTheDeadlineIsNamed() throws Exception {
    var loopback = InetAddress.getLoopbackAddress();
    List<Socket> queue = new ArrayList<>();
    try (var full = new ServerSocket(0, 1, loopback)) {
      // Nobody accepts, so the queue fills, and from then on the kernel answers no one.
      assertThrows(
          SocketTimeoutException.class,
          () -> {
            for (var at = 0; at < 64; at++) {
              var socket = new Socket();
              queue.add(socket);
              socket.connect(full.getLocalSocketAddress(), 500);
            }
          });
      var quick = new ModelCallConfig(1, 20, 20, 25, 1, 4, 5, 1);
      var url = "http://127.0.0.1:" + full.getLocalPort();
      var failure =
          assertThrows(
              ModelException.class, () -> provider(url, quick).complete(HELLO, heard::add));
      assertEquals(
          "The model server at "
              + url
              + "/v1 could not be reached within 1 s"
              + " (model_calls.connect_timeout_seconds); check the network or models.m.base_url.",
          failure.getMessage());
      assertTrue(failure.isRetryable());
    } finally {
      for (var socket : queue) {
        socket.close();
      }
    }
  }

  @Test
  void aSecureAddressThatIsNotSecureIsAPermanentFailure() {
    var url = server.url().replace("http:", "https:");
    var failure =
        assertThrows(
            ModelException.class, () -> provider(url, PATIENT).complete(HELLO, heard::add));
    assertFalse(failure.isRetryable(), failure.getMessage());
    assertTrue(failure.getMessage().startsWith("No secure connection to " + url));
  }

  @ParameterizedTest
  @CsvSource({
    "'',1,9,9,did not begin to answer within 1 s (model_calls.first_byte_timeout_seconds)",
    "piece,9,1,9,fell silent in the middle of its answer for 1 s (model_calls.idle_timeout_seconds)",
    "piece,9,9,1,did not finish its answer within 1 s (model_calls.total_timeout_seconds)"
  })
  void aSilentServerIsLeftAndTheDeadlineIsNamed(
      String piece, int firstByte, int idle, int total, String words) throws Exception {
    server.next(
        StrictOpenAi.silentAfter(piece.isEmpty() ? "" : StrictOpenAi.chunk("{\"content\":\"a\"}")));
    var failure = failure(calls(firstByte, idle, total));
    assertTrue(failure.getMessage().contains(words), failure.getMessage());
    assertTrue(failure.isRetryable());
    assertNotNull(server.closed.poll(10, TimeUnit.SECONDS), "the connection is closed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"error\":{\"message\":\"overloaded\",\"code\":529}}",
        "data: {\"error\":{\"message\":\"overloaded\"}}",
        "data: {\"error\":\"overloaded\"}"
      })
  void anErrorInsideTheStreamIsAFailure(String line) {
    server.next(StrictOpenAi.stream(StrictOpenAi.chunk("{\"content\":\"a\"}") + line + "\n\n"));
    var failure = failure(PATIENT);
    assertTrue(failure.getMessage().endsWith("broke off its answer: overloaded."));
    assertTrue(failure.isRetryable());
  }

  @Test
  void aStreamThatBreaksOffIsNoAnswer() {
    server.next(StrictOpenAi.cutAfter(StrictOpenAi.chunk("{\"content\":\"a\"}")));
    var failure = failure(PATIENT);
    assertTrue(failure.getMessage().contains("broke off before its answer was complete"));
    assertTrue(failure.isRetryable());
  }

  @Test
  void aStreamThatJustEndsIsNoAnswerEither() {
    server.next(StrictOpenAi.stream(StrictOpenAi.chunk("{\"content\":\"a\"}")));
    assertTrue(failure(PATIENT).getMessage().contains("broke off before its answer"));
  }

  @Test
  void aStreamThatBreaksAfterItsLastWordIsAnAnswer() throws Exception {
    server.next(StrictOpenAi.cutAfter(StrictOpenAi.chunk("{\"content\":\"a\"}", "\"stop\"")));
    assertEquals("a", ask().text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html>login</html>",
        "{\"hello\":1}",
        "{broken",
        "",
        "data: {bro\n\n",
        "data: \n\n"
      })
  void whatIsNoCompletionIsCalledSo(String body) {
    server.next(StrictOpenAi.stream(body));
    var failure = failure(PATIENT);
    assertTrue(failure.getMessage().contains("does not speak chat completions"), body);
    assertTrue(failure.getMessage().contains("check models.m.base_url"));
  }

  @Test
  void aLineWithoutAnEndIsCutOffAtTheLimit() throws Exception {
    var piece = "x".repeat(1024 * 1024);
    server.next(StrictOpenAi.stream("data: " + piece.repeat(12)));
    var failure = failure(PATIENT);
    assertTrue(failure.getMessage().contains("a line of more than 8388608 bytes"));
    assertFalse(failure.isRetryable());
  }

  @Test
  void anAnswerWithoutAnEndIsCutOffAtTheLimit() {
    var chunk = StrictOpenAi.chunk("{\"content\":\"" + "x".repeat(1024 * 1024) + "\"}");
    server.next(StrictOpenAi.stream(chunk.repeat(6)));
    assertTrue(failure(PATIENT).getMessage().contains("more than 4194304 characters"));
  }

  @Test
  void tooManyToolCallsAreCutOffAtTheLimit() {
    var body = new StringBuilder();
    for (var at = 0; at < 129; at++) {
      body.append(
          StrictOpenAi.chunk(
              "{\"tool_calls\":[{\"index\":"
                  + at
                  + ",\"id\":\""
                  + at
                  + "\",\"function\":{\"name\":\"x\",\"arguments\":\"{}\"}}]}"));
    }
    server.next(StrictOpenAi.stream(body.toString()));
    assertTrue(failure(PATIENT).getMessage().contains("more than 128 tool calls"));
  }

  @Test
  void aStoppedCallClosesItsConnectionAtOnce() throws Exception {
    server.next(StrictOpenAi.silentAfter(StrictOpenAi.chunk("{\"content\":\"a\"}")));
    var provider = provider(PATIENT);
    var outcome = new CompletableFuture<Throwable>();
    var caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    provider.complete(HELLO, piece -> server.arrived.add("heard"));
                  } catch (Exception stopped) {
                    outcome.complete(stopped);
                  }
                });
    assertEquals("arrived", server.arrived.poll(10, TimeUnit.SECONDS));
    assertEquals("heard", server.arrived.poll(10, TimeUnit.SECONDS));
    caller.interrupt();
    assertInstanceOf(InterruptedException.class, outcome.get(10, TimeUnit.SECONDS));
    assertNotNull(server.closed.poll(10, TimeUnit.SECONDS), "the server sees the close");
  }

  @Test
  void aConnectionIsUsedAgain() throws Exception {
    var provider = provider(PATIENT);
    for (var at = 0; at < 20; at++) {
      provider.complete(HELLO, ModelListener.NONE);
    }
    assertTrue(server.closed.isEmpty());
  }

  @Test
  void aServerThatAnswersIsHealthy() throws Exception {
    assertTrue(provider(PATIENT).healthy());
  }
}
