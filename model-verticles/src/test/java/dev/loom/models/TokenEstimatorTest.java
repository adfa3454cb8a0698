package dev.loom.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ModelRole;
import dev.loom.api.model.TokenUsage;
import dev.loom.api.model.ToolCall;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenEstimatorTest {
  private static ModelRequest asks(String text) {
    return new ModelRequest(
        ModelRole.EXECUTOR, List.of(new Message.User(text)), List.of(), Optional.empty());
  }

  private static ModelResponse says(String text, TokenUsage usage) {
    return new ModelResponse(text, "", List.of(), usage, "m", ModelResponse.StopReason.DONE);
  }

  @Test
  void initiallyFourCharactersAreOneToken() {
    var meter = new TokenEstimator("qwen3:8b");
    assertEquals(
        new TokenUsage(250, 10),
        meter.estimateUsage(asks("x".repeat(999)), says("y".repeat(40), TokenUsage.NONE)));
  }

  @Test
  void reportedUsageCorrectsLaterEstimates() {
    var meter = new TokenEstimator("qwen3:8b");
    for (var call = 0; call < 5; call++) {
      meter.learn(asks("x".repeat(1_999)), says("y".repeat(300), new TokenUsage(1_000, 100)));
    }
    assertEquals(
        new TokenUsage(500, 20),
        meter.estimateUsage(asks("x".repeat(999)), says("y".repeat(60), TokenUsage.NONE)));
  }

  @Test
  void theEstimateFollowsAChangeOfContent() {
    var meter = new TokenEstimator("qwen3:8b");
    var before = says("y".repeat(80_000), new TokenUsage(1, 20_000));
    var after = says("日".repeat(20_000), new TokenUsage(1, 20_000));
    for (var call = 0; call < 100; call++) {
      meter.learn(asks("x"), before);
    }
    for (var call = 0; call < 40; call++) {
      meter.learn(asks("x"), after);
    }
    var estimate = meter.estimateUsage(asks("x"), says("日".repeat(1_000), TokenUsage.NONE));
    assertTrue(estimate.outputTokens() > 900, estimate.toString());
  }

  @Test
  void anImplausibleReportIsIgnored() {
    var meter = new TokenEstimator("m");
    meter.learn(asks("x".repeat(9_999)), says("y".repeat(5_000), new TokenUsage(1, 1)));
    assertEquals(
        new TokenUsage(25, 25),
        meter.estimateUsage(asks("x".repeat(99)), says("y".repeat(100), TokenUsage.NONE)));
  }

  /// The counts that OpenAI publishes for these encodings of this greeting.
  @ParameterizedTest
  @CsvSource({
    "gpt-4o,8",
    "gpt-5-mini,8",
    "openai/gpt-4.1,8",
    "o3-mini,8",
    "gpt-4,9",
    "gpt-3.5-turbo,9"
  })
  void textOfOpenAiModelsIsCountedWithTheirEncoding(String model, long tokens) {
    var estimate =
        new TokenEstimator(model).estimateUsage(asks("x"), says("お誕生日おめでとう", TokenUsage.NONE));
    assertEquals(tokens, estimate.outputTokens());
  }

  @Test
  void toolCallsCountAsOutputTokens() {
    var call = new ToolCall("c", "write_file", Map.of("path", "a.txt", "content", "z".repeat(400)));
    var response =
        new ModelResponse(
            "", "", List.of(call), TokenUsage.NONE, "m", ModelResponse.StopReason.DONE);
    assertTrue(new TokenEstimator("m").estimateUsage(asks("x"), response).outputTokens() > 100);
    assertTrue(TokenEstimator.isUnreported(response));
  }

  @Test
  void anEmptyResponseAndAReportedOneNeedNoEstimate() {
    assertFalse(TokenEstimator.isUnreported(says("", TokenUsage.NONE)));
    assertFalse(TokenEstimator.isUnreported(says("x", new TokenUsage(3, 0))));
    assertTrue(TokenEstimator.isUnreported(says("x", TokenUsage.NONE)));
  }
}
