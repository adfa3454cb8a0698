package dev.loom.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelListener.ReasoningDelta;
import dev.loom.api.model.ModelListener.TextDelta;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.TokenUsage;
import dev.loom.api.model.ToolCall;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Content of responses, in every form in which they arrive.
interface ResponseScripts extends ProviderScript {
  ScriptedResponse EVERYTHING =
      ScriptedResponse.thinking("hm, ", "grün 🦜")
          .thenText("grüß", " 🦜 ", "日本")
          .thenToolCall("a", "read", "{\"path\"", ":\"ä🦜", "\"}")
          .withUsage(7, 3, 0);

  @Test
  default void textArrivesWithItsUsage() throws Exception {
    assertEquals(
        ProviderHarness.answer("good day", new TokenUsage(7, 3)),
        harness().complete(ScriptedResponse.text("good day").withUsage(7, 3, 0)));
    assertEquals(List.of(new TextDelta("good day")), harness().deltas);
  }

  @Test
  default void cachedTokensAreIncludedInTheInputTokens() throws Exception {
    assertEquals(
        new TokenUsage(100, 5, 64),
        harness().complete(ScriptedResponse.text("a").withUsage(100, 5, 64)).usage());
  }

  @Test
  default void unreportedUsageIsNone() throws Exception {
    assertEquals(TokenUsage.NONE, harness().complete(ScriptedResponse.text("a")).usage());
  }

  @Test
  default void reasoningIsSeparateFromTheText() throws Exception {
    var response = harness().complete(ScriptedResponse.thinking("h", "m").thenText("yes"));
    assertEquals("hm", response.thinking());
    assertEquals("yes", response.text());
    assertEquals("hm", deltasOf(ReasoningDelta.class));
    assertEquals("yes", deltasOf(TextDelta.class));
  }

  private String deltasOf(Class<?> kind) {
    return harness().deltas.stream()
        .filter(kind::isInstance)
        .map(piece -> piece.text())
        .collect(Collectors.joining());
  }

  @Test
  default void everyStopReasonIsMapped() throws Exception {
    for (var reason : harness().server.encoder().reasons().entrySet()) {
      var response = harness().complete(ScriptedResponse.text("a").withStopReason(reason.getKey()));
      assertEquals(reason.getValue(), response.stop(), reason.getKey());
      assertEquals("a", response.text());
    }
  }

  /// Half a response must not count as whole, but a server may have a word of its own.
  @Test
  default void anUnknownStopReasonIsAcceptedWhenItIsRepeated() throws Exception {
    var response = ScriptedResponse.text("a").withStopReason("of_a_later_kind");
    var provider = harness().provider(ProviderHarness.LONG_TIMEOUTS);
    harness().server.enqueue(response);
    var failure =
        assertThrows(
            ModelException.class, () -> provider.complete(ProviderHarness.HELLO, piece -> {}));
    assertTrue(failure.isRetryable());
    assertTrue(failure.getMessage().contains("'of_a_later_kind'"), failure.getMessage());
    harness().server.enqueue(response);
    assertEquals("a", provider.complete(ProviderHarness.HELLO, piece -> {}).text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "error",
        "network_error",
        "insufficient_system_resource",
        "abort",
        "cancelled",
        "engine_overloaded",
        "pause_turn",
        "load",
        "MALFORMED_FUNCTION_CALL"
      })
  default void aReasonThatNamesAFailureIsOne(String reason) {
    harness().server.enqueue(ScriptedResponse.text("Half of the ans").withStopReason(reason));
    var failure = harness().failure(ProviderHarness.LONG_TIMEOUTS);
    assertTrue(failure.isRetryable());
    assertTrue(failure.getMessage().contains("'" + reason + "'"), failure.getMessage());
  }

  @Test
  default void aByteOrderMarkBeforeTheResponseLosesNothing() throws Exception {
    harness().server.enqueue(StrictServer.stream("\ufeff" + harness().encode(EVERYTHING)));
    assertEverything(harness().complete());
    harness()
        .server
        .enqueue(StrictServer.document("\ufeff" + harness().server.encoder().document(EVERYTHING)));
    assertEverything(harness().complete());
  }

  /// vLLM once sent errors in this form, followed by `[DONE]`; other servers send one in an array.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"object\":\"error\",\"message\":\"out of memory\",\"code\":500}",
        "[{\"error\":{\"code\":503,\"message\":\"out of memory\"}}]",
        "{\"detail\":\"out of memory\"}",
        "{\"choices\":[{\"delta\":{},\"error\":{\"message\":\"out of memory\"}}]}",
        "{\"base_resp\":{\"status_code\":1000,\"status_msg\":\"out of memory\"}}"
      })
  default void everyFormOfAnErrorInTheStreamIsAFailure(String error) {
    var begun = harness().encode(ScriptedResponse.text("Half of the ans").unfinished());
    var isLines = begun.startsWith("{");
    harness()
        .server
        .enqueue(
            StrictServer.stream(
                begun + (isLines ? error + "\n" : "data: " + error + "\n\ndata: [DONE]\n\n")));
    var failure = harness().failure(ProviderHarness.LONG_TIMEOUTS);
    assertTrue(failure.isRetryable());
    assertTrue(failure.getMessage().contains("out of memory"), failure.getMessage());
  }

  @Test
  default void anEndpointThatAnswersOnlyInItsReasoningIsUnderstoodAtTheSecondTime()
      throws Exception {
    var provider = harness().provider(ProviderHarness.LONG_TIMEOUTS);
    var question =
        ProviderHarness.request(List.of(ProviderHarness.tool("read")), new Message.User("go"));
    harness().server.enqueue(ScriptedResponse.thinking("{\"a\":1}"));
    assertEquals("{\"a\":1}", provider.complete(ProviderHarness.HELLO, piece -> {}).text());
    harness().server.enqueue(ScriptedResponse.thinking("yes"));
    assertThrows(ModelException.class, () -> provider.complete(question, piece -> {}));
    harness().server.enqueue(ScriptedResponse.thinking("yes"));
    assertEquals("yes", provider.complete(question, piece -> {}).text());
  }

  @Test
  default void anEmptyResponseIsPassedOnUnchanged() throws Exception {
    assertEquals(
        ProviderHarness.answer("", TokenUsage.NONE), harness().complete(ScriptedResponse.empty()));
    assertEquals(List.of(), harness().deltas);
  }

  @Test
  default void aServerThatDoesNotStreamIsSupported() throws Exception {
    harness()
        .server
        .enqueue(StrictServer.document(harness().server.encoder().document(EVERYTHING)));
    assertEverything(harness().complete());
  }

  @Test
  default void deltasAreBatchedByNetworkBuffer() throws Exception {
    var pieces = new String[50];
    Arrays.fill(pieces, "a");
    assertEquals("a".repeat(50), harness().complete(ScriptedResponse.text(pieces)).text());
    assertTrue(harness().deltas.size() <= 10, () -> harness().deltas.size() + " pieces");
  }

  @Test
  default void everyByteMayArriveInItsOwnChunk() throws Exception {
    harness()
        .server
        .enqueue(
            StrictServer.oneBytePerChunk(
                harness().encode(EVERYTHING).getBytes(StandardCharsets.UTF_8)));
    assertEverything(harness().complete());
  }

  @Test
  default void linesMayEndWithCarriageReturnAndLineFeed() throws Exception {
    harness()
        .server
        .enqueue(StrictServer.stream(harness().encode(EVERYTHING).replace("\n", "\r\n")));
    assertEverything(harness().complete());
  }

  @Test
  default void irrelevantMessagesAreIgnored() throws Exception {
    var noise = String.join("", harness().server.encoder().noise());
    var noisy =
        harness().server.encoder().stream(EVERYTHING).stream()
            .collect(Collectors.joining(noise, noise, ""));
    harness().server.enqueue(StrictServer.stream(noisy));
    assertEverything(harness().complete());
  }

  private static void assertEverything(ModelResponse response) {
    assertEquals("hm, grün 🦜", response.thinking());
    assertEquals("grüß 🦜 日本", response.text());
    assertEquals(List.of(new ToolCall("a", "read", Map.of("path", "ä🦜"))), response.toolCalls());
    assertEquals(new TokenUsage(7, 3), response.usage());
    assertEquals(ModelResponse.StopReason.DONE, response.stop());
  }
}
