package dev.loom.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What goes wrong once an answer has begun, or should have.
interface StreamFaultScripts extends Script {
  Tale BEGUN = Tale.saying("a").unfinished();
  int MEGABYTE = 1024 * 1024;

  @Test
  default void anErrorInTheStreamIsAFailure() {
    var server = stage().server;
    server.next(Tale.saying("a").breakingOffWith("overloaded"));
    var failure = stage().failure(Stage.PATIENT);
    assertTrue(
        failure.getMessage().endsWith("broke off its answer: overloaded."), failure.getMessage());
    assertTrue(failure.isRetryable());
  }

  @Test
  default void anErrorAsTheFirstLineOfTheStreamIsAFailure() {
    var server = stage().server;
    server.next(StrictServer.stream(server.teller().errorInStream("no " + Stage.KEY)));
    var failure = stage().failure(Stage.PATIENT);
    assertTrue(
        failure.getMessage().endsWith("broke off its answer: no ***."), failure.getMessage());
  }

  @Test
  default void anAnswerThatIsCutInItsHeadIsNone() {
    stage().server.next(StrictServer.cutInHead());
    var failure = stage().failure(Stage.PATIENT);
    assertTrue(failure.getMessage().contains("broke off before its answer was complete"));
    assertTrue(failure.isRetryable());
  }

  @Test
  default void aStreamThatBreaksOffIsNoAnswer() {
    stage().server.next(StrictServer.cutAfter(stage().told(BEGUN)));
    var failure = stage().failure(Stage.PATIENT);
    assertTrue(
        failure.getMessage().contains("broke off before its answer was complete"),
        failure.getMessage());
    assertTrue(failure.isRetryable());
  }

  @Test
  default void aStreamThatBreaksOffInTheMiddleOfALineIsNoAnswer() {
    var whole = stage().told(Tale.saying("a").thenCalling("a", "read", "{\"path\":\"x\"}"));
    for (var part : new int[] {2, 3}) {
      stage().server.next(StrictServer.stream(whole.substring(0, whole.length() / part - 3)));
      var failure = stage().failure(Stage.PATIENT);
      assertTrue(failure.isRetryable(), failure.getMessage());
    }
  }

  @Test
  default void aStreamThatJustEndsIsNoAnswerEither() {
    stage().server.next(StrictServer.stream(stage().told(BEGUN)));
    var failure = stage().failure(Stage.PATIENT);
    assertTrue(failure.getMessage().contains("broke off before its answer"), failure.getMessage());
  }

  @Test
  default void aStreamThatBreaksAfterItsLastWordIsAnAnswer() throws Exception {
    stage().server.next(StrictServer.cutAfter(stage().told(Tale.saying("a"))));
    assertEquals("a", stage().ask().text());
  }

  @ParameterizedTest
  @CsvSource({
    "false,1,9,9,did not begin to answer within 1 s (model_calls.first_byte_timeout_seconds)",
    "true,9,1,9,fell silent in the middle of its answer for 1 s (model_calls.idle_timeout_seconds)",
    "true,9,9,1,did not finish its answer within 1 s (model_calls.total_timeout_seconds)"
  })
  default void aSilentServerIsLeftAndTheDeadlineIsNamed(
      boolean begins, int firstByte, int idle, int total, String words) throws Exception {
    stage().server.next(StrictServer.silentAfter(begins ? stage().told(BEGUN) : ""));
    var failure = stage().failure(Stage.calls(firstByte, idle, total));
    assertTrue(failure.getMessage().contains(words), failure.getMessage());
    assertTrue(failure.isRetryable());
    assertNotNull(stage().server.closed.poll(10, TimeUnit.SECONDS), "the connection is closed");
  }

  /// A server that only keeps its connection alive is not silent, and does not finish either.
  @Test
  default void aServerThatDripsLongerThanAnAnswerMayTakeIsLeft() throws Exception {
    var server = stage().server;
    server.next(StrictServer.every(stage().vertx, 100, server.teller().noise().getFirst()));
    var failure = stage().failure(Stage.calls(9, 9, 1));
    assertTrue(
        failure.getMessage().contains("did not finish its answer within 1 s"),
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
  default void whatIsNoAnswerOfThisWireIsCalledSo(String body) {
    stage().server.next(StrictServer.stream(body));
    var failure = stage().failure(Stage.PATIENT);
    assertTrue(failure.getMessage().contains("does not speak"), failure.getMessage());
    assertTrue(failure.getMessage().contains("check models.m.base_url"), failure.getMessage());
  }

  @Test
  default void aLineOfAHundredMegabytesIsCutOffAtTheLimit() throws Exception {
    stage().server.next(StrictServer.over("data: ", "x".repeat(MEGABYTE), 100));
    var failure = stage().failure(Stage.PATIENT);
    assertTrue(
        failure.getMessage().contains("a line of more than 8388608 bytes"), failure.getMessage());
    assertTrue(failure.isRetryable());
    assertNotNull(stage().server.closed.poll(10, TimeUnit.SECONDS), "the rest is not read");
  }

  @Test
  default void anAnswerWithoutAnEndIsCutOffAtTheLimit() {
    var piece = "x".repeat(MEGABYTE);
    stage().server.next(Tale.saying(piece, piece, piece, piece, piece));
    var failure = stage().failure(Stage.PATIENT);
    assertTrue(failure.getMessage().contains("more than 4194304 characters"));
  }
}
