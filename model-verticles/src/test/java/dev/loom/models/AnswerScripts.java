package dev.loom.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.ModelListener.TextDelta;
import dev.loom.api.model.ModelListener.ReasoningDelta;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.TokenUsage;
import dev.loom.api.model.ToolCall;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What an answer says, however it comes.
interface AnswerScripts extends Script {
  Tale EVERYTHING =
      Tale.thinking("hm, ", "grün 🦜")
          .thenSaying("grüß", " 🦜 ", "日本")
          .thenCalling("a", "read", "{\"path\"", ":\"ä🦜", "\"}")
          .costing(7, 3, 0);

  @Test
  default void textArrivesWithItsUsage() throws Exception {
    assertEquals(
        Stage.answer("good day", new TokenUsage(7, 3)),
        stage().ask(Tale.saying("good day").costing(7, 3, 0)));
    assertEquals(List.of(new TextDelta("good day")), stage().heard);
  }

  @Test
  default void tokensFromACacheAreSomeOfThoseRead() throws Exception {
    assertEquals(
        new TokenUsage(100, 5, 64), stage().ask(Tale.saying("a").costing(100, 5, 64)).usage());
  }

  @Test
  default void usageThatIsNotToldIsNone() throws Exception {
    assertEquals(TokenUsage.NONE, stage().ask(Tale.saying("a")).usage());
  }

  @Test
  default void thinkingIsKeptApartFromTheAnswer() throws Exception {
    var response = stage().ask(Tale.thinking("h", "m").thenSaying("yes"));
    assertEquals("hm", response.thinking());
    assertEquals("yes", response.text());
    assertEquals("hm", heardOf(ReasoningDelta.class));
    assertEquals("yes", heardOf(TextDelta.class));
  }

  private String heardOf(Class<?> kind) {
    return stage().heard.stream()
        .filter(kind::isInstance)
        .map(piece -> piece.text())
        .collect(Collectors.joining());
  }

  @Test
  default void everyReasonToStopIsUnderstood() throws Exception {
    for (var reason : stage().server.teller().reasons().entrySet()) {
      var response = stage().ask(Tale.saying("a").stoppingFor(reason.getKey()));
      assertEquals(reason.getValue(), response.stop(), reason.getKey());
      assertEquals("a", response.text());
    }
  }

  @Test
  default void aReasonToStopThatNobodyKnowsIsNoFailure() throws Exception {
    assertEquals(
        ModelResponse.StopReason.DONE,
        stage().ask(Tale.saying("a").stoppingFor("of_a_later_kind")).stop());
  }

  @Test
  default void anAnswerThatSaysNothingIsPassedOnAsItIs() throws Exception {
    assertEquals(Stage.answer("", TokenUsage.NONE), stage().ask(Tale.ofNothing()));
    assertEquals(List.of(), stage().heard);
  }

  @Test
  default void aServerThatDoesNotStreamIsUnderstoodToo() throws Exception {
    stage().server.next(StrictServer.document(stage().server.teller().document(EVERYTHING)));
    assertEverything(stage().ask());
  }

  @Test
  default void piecesAreHeardByTheBufferAndNotByTheToken() throws Exception {
    var pieces = new String[50];
    Arrays.fill(pieces, "a");
    assertEquals("a".repeat(50), stage().ask(Tale.saying(pieces)).text());
    assertTrue(stage().heard.size() <= 10, () -> stage().heard.size() + " pieces");
  }

  @Test
  default void everyByteMayComeAlone() throws Exception {
    stage()
        .server
        .next(StrictServer.drip(stage().told(EVERYTHING).getBytes(StandardCharsets.UTF_8)));
    assertEverything(stage().ask());
  }

  @Test
  default void linesMayEndWithACarriageReturnToo() throws Exception {
    stage().server.next(StrictServer.stream(stage().told(EVERYTHING).replace("\n", "\r\n")));
    assertEverything(stage().ask());
  }

  @Test
  default void whatNobodyNeedsIsPassedOver() throws Exception {
    var noise = String.join("", stage().server.teller().noise());
    var noisy =
        stage().server.teller().stream(EVERYTHING).stream()
            .collect(Collectors.joining(noise, noise, ""));
    stage().server.next(StrictServer.stream(noisy));
    assertEverything(stage().ask());
  }

  private static void assertEverything(ModelResponse response) {
    assertEquals("hm, grün 🦜", response.thinking());
    assertEquals("grüß 🦜 日本", response.text());
    assertEquals(List.of(new ToolCall("a", "read", Map.of("path", "ä🦜"))), response.toolCalls());
    assertEquals(new TokenUsage(7, 3), response.usage());
    assertEquals(ModelResponse.StopReason.DONE, response.stop());
  }
}
