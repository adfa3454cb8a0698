package dev.loom.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

  @Test
  default void anUnknownStopReasonIsNotAFailure() throws Exception {
    assertEquals(
        ModelResponse.StopReason.DONE,
        harness().complete(ScriptedResponse.text("a").withStopReason("of_a_later_kind")).stop());
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
