package dev.loom.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Failures after a response has started or should have started.
interface StreamFaultScripts extends ProviderScript {
  ScriptedResponse BEGUN = ScriptedResponse.text("a").unfinished();
  int MEGABYTE = 1024 * 1024;

  @Test
  default void anErrorInTheStreamIsAFailure() {
    var server = harness().server;
    server.enqueue(ScriptedResponse.text("a").endingWithError("overloaded"));
    var failure = harness().failure(ProviderHarness.LONG_TIMEOUTS);
    assertTrue(
        failure.getMessage().endsWith("aborted its response: overloaded."), failure.getMessage());
    assertTrue(failure.isRetryable());
  }

  @Test
  default void anErrorAsTheFirstLineOfTheStreamIsAFailure() {
    var server = harness().server;
    server.enqueue(
        StrictServer.stream(server.encoder().errorInStream("no " + ProviderHarness.KEY)));
    var failure = harness().failure(ProviderHarness.LONG_TIMEOUTS);
    assertTrue(
        failure.getMessage().endsWith("aborted its response: no ***."), failure.getMessage());
  }

  @Test
  default void aConnectionLostBeforeTheHeadIsAFailure() {
    harness().server.enqueue(StrictServer.resetBeforeHead());
    var failure = harness().failure(ProviderHarness.LONG_TIMEOUTS);
    assertTrue(failure.getMessage().contains("broke off before its response was complete"));
    assertTrue(failure.isRetryable());
  }

  @Test
  default void aConnectionLostBetweenLinesIsAFailure() {
    harness().server.enqueue(StrictServer.resetAfter(harness().encode(BEGUN)));
    var failure = harness().failure(ProviderHarness.LONG_TIMEOUTS);
    assertTrue(
        failure.getMessage().contains("broke off before its response was complete"),
        failure.getMessage());
    assertTrue(failure.isRetryable());
  }

  @Test
  default void aConnectionLostInsideALineIsAFailure() {
    var whole =
        harness().encode(ScriptedResponse.text("a").thenToolCall("a", "read", "{\"path\":\"x\"}"));
    for (var part : new int[] {2, 3}) {
      harness().server.enqueue(StrictServer.stream(whole.substring(0, whole.length() / part - 3)));
      var failure = harness().failure(ProviderHarness.LONG_TIMEOUTS);
      assertTrue(failure.isRetryable(), failure.getMessage());
    }
  }

  @Test
  default void aStreamWithoutAnEndMarkIsAFailure() {
    harness().server.enqueue(StrictServer.stream(harness().encode(BEGUN)));
    var failure = harness().failure(ProviderHarness.LONG_TIMEOUTS);
    assertTrue(
        failure.getMessage().contains("broke off before its response"), failure.getMessage());
  }

  @Test
  default void aConnectionLostAfterTheLastMessageLosesNothing() throws Exception {
    harness().server.enqueue(StrictServer.resetAfter(harness().encode(ScriptedResponse.text("a"))));
    assertEquals("a", harness().complete().text());
  }

  @ParameterizedTest
  @CsvSource({
    "false,1,9,9,did not start its response within 1 s (model_calls.first_byte_timeout_seconds)",
    "true,9,1,9,sent nothing in the middle of its response for 1 s (model_calls.idle_timeout_seconds)",
    "true,9,9,1,did not finish its response within 1 s (model_calls.total_timeout_seconds)"
  })
  default void aSilentServerEndsAtTheNamedDeadline(
      boolean begins, int firstByte, int idle, int total, String words) throws Exception {
    harness().server.enqueue(StrictServer.silentAfter(begins ? harness().encode(BEGUN) : ""));
    var failure = harness().failure(ProviderHarness.calls(firstByte, idle, total));
    assertTrue(failure.getMessage().contains(words), failure.getMessage());
    assertTrue(failure.isRetryable());
    assertNotNull(harness().server.closed.poll(10, TimeUnit.SECONDS), "the connection is closed");
  }

  /// A server that only sends keep-alives is not idle, but does not finish either.
  @Test
  default void aSlowStreamEndsAtTheTotalDeadline() throws Exception {
    var server = harness().server;
    server.enqueue(StrictServer.every(harness().vertx, 100, server.encoder().noise().getFirst()));
    var failure = harness().failure(ProviderHarness.calls(9, 9, 1));
    assertTrue(
        failure.getMessage().contains("did not finish its response within 1 s"),
        failure.getMessage());
    assertTrue(failure.isRetryable());
    assertNotNull(server.closed.poll(10, TimeUnit.SECONDS), "the connection is closed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html>login</html>",
        "{\"hello\":1}",
        "{broken",
        "",
        "data: {bro\n\n",
        "data: \n\n",
        "\u0000\u0001\u0002\ufffd"
      })
  default void aResponseOfAnotherProtocolIsReportedAsSuch(String body) {
    harness().server.enqueue(StrictServer.stream(body));
    var failure = harness().failure(ProviderHarness.LONG_TIMEOUTS);
    assertTrue(failure.getMessage().contains("does not support"), failure.getMessage());
    assertTrue(failure.getMessage().contains("check models.m.base_url"), failure.getMessage());
  }

  @Test
  default void anOverlongLineFailsAtTheLimit() throws Exception {
    harness().server.enqueue(StrictServer.repeat("data: ", "x".repeat(MEGABYTE), 100));
    var failure = harness().failure(ProviderHarness.LONG_TIMEOUTS);
    assertTrue(
        failure.getMessage().contains("a line of more than 8388608 bytes"), failure.getMessage());
    assertTrue(failure.isRetryable());
    assertNotNull(harness().server.closed.poll(10, TimeUnit.SECONDS), "the rest is not read");
  }

  @Test
  default void anEndlessResponseFailsAtTheLimit() {
    var piece = "x".repeat(MEGABYTE);
    harness().server.enqueue(ScriptedResponse.text(piece, piece, piece, piece, piece));
    var failure = harness().failure(ProviderHarness.LONG_TIMEOUTS);
    assertTrue(failure.getMessage().contains("more than 4194304 characters"));
  }
}
