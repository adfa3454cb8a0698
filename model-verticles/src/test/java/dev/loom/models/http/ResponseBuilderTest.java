package dev.loom.models.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelListener;
import dev.loom.api.model.ModelResponse.StopReason;
import dev.loom.api.model.ProviderState;
import dev.loom.api.model.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResponseBuilderTest {
  private final ResponseBuilder builder = new ResponseBuilder("m-1", TestEndpoints.ERRORS);

  @Test
  void deltasAreBufferedUntilTheyAreFlushed() throws Exception {
    var deltas = new ArrayList<ModelListener.Delta>();
    builder.appendText("a");
    builder.appendReasoning("hm");
    builder.appendText("b");
    builder.flushDeltas(deltas::add);
    builder.flushDeltas(deltas::add);
    assertEquals(
        List.of(new ModelListener.ReasoningDelta("hm"), new ModelListener.TextDelta("ab")), deltas);
  }

  /// Reported as elizaOS/eliza#30904, elie222/rakazo#416 and penta2himajin/qwisp#134.
  @Test
  void theHalvesOfACharacterAreShownTogether() throws Exception {
    var deltas = new ArrayList<ModelListener.Delta>();
    for (var piece : List.of("a\ud83d", "\ude00", "b")) {
      builder.appendText(piece);
      builder.flushDeltas(deltas::add);
    }
    builder.appendReasoning("\ud83d");
    builder.flushDeltas(deltas::add);
    builder.appendReasoning("\ude00");
    builder.flushDeltas(deltas::add);
    assertEquals(
        List.of(
            new ModelListener.TextDelta("a"),
            new ModelListener.TextDelta("😀"),
            new ModelListener.TextDelta("b"),
            new ModelListener.ReasoningDelta("😀")),
        deltas);
    assertEquals("a😀b", builder.build("").text());
  }

  @Test
  void aResponseThatWasBrokenOffStaysSo() {
    builder.completeContent("error");
    builder.completeContent("stop");
    assertThrows(ModelException.class, builder::requireNotBrokenOff);
  }

  @Test
  void reasoningInsideTheTextIsSeparated() throws Exception {
    builder.appendText("<think>hm</think>yes");
    var response = builder.build("");
    assertEquals("yes", response.text());
    assertEquals("hm", response.thinking());
  }

  @Test
  void implausibleUsageIsCorrected() {
    builder.setUsage(10, -1, 99);
    assertEquals(new TokenUsage(10, 0, 10), builder.build("").usage());
  }

  /// Gateways repeat the usage with zeros, or send one half at a time.
  @Test
  void aCountOfTheUsageNeverFalls() {
    builder.setUsage(5_300, 1, 300);
    builder.setUsage(0, 20, 0);
    builder.setUsage(0, 0, 0);
    assertEquals(new TokenUsage(5_300, 20, 300), builder.build("").usage());
  }

  @Test
  void aTruncatedResponseKeepsItsStopReason() {
    builder.completeContent("length");
    builder.completeContent("stop");
    assertEquals(StopReason.LENGTH, builder.build("").stop());
  }

  @Test
  void providerBlocksBecomeStateOfTheirOrigin() throws Exception {
    builder.addProviderBlock(Map.of("a", 1));
    assertEquals(
        new ProviderState("chat m-1", List.of(Map.of("a", 1))),
        builder.build("chat m-1").continuation());
  }

  @Test
  void tooLongResponsesFail() throws Exception {
    builder.appendText("x".repeat(ResponseBuilder.CHARS_MAX));
    assertThrows(ModelException.class, () -> builder.appendText("y"));
  }

  @Test
  void aResponseIsCompleteOnceTheModelHasStopped() {
    assertFalse(builder.isContentComplete());
    builder.completeContent("stop");
    assertTrue(builder.isContentComplete());
    assertFalse(builder.isEnded());
  }
}
