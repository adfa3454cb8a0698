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

class TokenEstimatorTest {
  private static ModelRequest request(String text) {
    return new ModelRequest(
        ModelRole.EXECUTOR, List.of(new Message.User(text)), List.of(), Optional.empty());
  }

  private static ModelResponse response(String text, TokenUsage usage) {
    return new ModelResponse(text, "", List.of(), usage, "m", ModelResponse.StopReason.DONE);
  }

  @Test
  void initiallyFourCharactersAreOneToken() {
    var estimator = new TokenEstimator();
    assertEquals(
        new TokenUsage(250, 10),
        estimator.estimateUsage(
            request("x".repeat(999)), response("y".repeat(40), TokenUsage.NONE)));
  }

  @Test
  void reportedUsageCorrectsLaterEstimates() {
    var estimator = new TokenEstimator();
    for (var call = 0; call < 5; call++) {
      estimator.learn(
          request("x".repeat(1_999)), response("y".repeat(300), new TokenUsage(1_000, 100)));
    }
    assertEquals(
        new TokenUsage(500, 20),
        estimator.estimateUsage(
            request("x".repeat(999)), response("y".repeat(60), TokenUsage.NONE)));
  }

  @Test
  void theEstimateFollowsAChangeOfContent() {
    var estimator = new TokenEstimator();
    var before = response("y".repeat(80_000), new TokenUsage(1, 20_000));
    var after = response("日".repeat(20_000), new TokenUsage(1, 20_000));
    for (var call = 0; call < 100; call++) {
      estimator.learn(request("x"), before);
    }
    for (var call = 0; call < 40; call++) {
      estimator.learn(request("x"), after);
    }
    var estimate =
        estimator.estimateUsage(request("x"), response("日".repeat(1_000), TokenUsage.NONE));
    assertTrue(estimate.outputTokens() > 900, estimate.toString());
  }

  @Test
  void anImplausibleReportIsIgnored() {
    var estimator = new TokenEstimator();
    estimator.learn(request("x".repeat(9_999)), response("y".repeat(5_000), new TokenUsage(1, 1)));
    assertEquals(
        new TokenUsage(25, 25),
        estimator.estimateUsage(
            request("x".repeat(99)), response("y".repeat(100), TokenUsage.NONE)));
  }

  @Test
  void toolCallsCountAsOutputTokens() {
    var call = new ToolCall("c", "write_file", Map.of("path", "a.txt", "content", "z".repeat(400)));
    var response =
        new ModelResponse(
            "", "", List.of(call), TokenUsage.NONE, "m", ModelResponse.StopReason.DONE);
    assertTrue(new TokenEstimator().estimateUsage(request("x"), response).outputTokens() > 100);
    assertTrue(TokenEstimator.isUnreported(response));
  }

  @Test
  void anEmptyResponseAndAReportedOneNeedNoEstimate() {
    assertFalse(TokenEstimator.isUnreported(response("", TokenUsage.NONE)));
    assertFalse(TokenEstimator.isUnreported(response("x", new TokenUsage(3, 0))));
    assertTrue(TokenEstimator.isUnreported(response("x", TokenUsage.NONE)));
  }
}
