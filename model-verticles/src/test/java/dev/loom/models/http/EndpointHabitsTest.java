package dev.loom.models.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ModelResponse.StopReason;
import dev.loom.api.model.TokenUsage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointHabitsTest {
  private static final String PLAN = "{\"subtasks\":[{\"id\":\"a\",\"description\":\"b\"}]}";
  private final EndpointHabits habits = new EndpointHabits();

  private static ModelResponse response(String text, String thinking, StopReason stop) {
    return new ModelResponse(text, thinking, List.of(), new TokenUsage(1, 1), "m", stop);
  }

  private String textOf(ModelResponse response, boolean offersTools) throws ModelException {
    return habits.checkText(response, offersTools, TestEndpoints.ERRORS).text();
  }

  /// Reported as xorbitsai/inference#3673 and vllm-project/vllm#30139; also as weak models write
  /// it.
  @ParameterizedTest
  @ValueSource(
      strings = {PLAN, " " + PLAN + "\n", "```json\n" + PLAN + "\n```", "\n{'subtasks':[],}"})
  void aDocumentInTheReasoningIsTheAnswer(String thinking) throws Exception {
    assertEquals(thinking, textOf(response("", thinking, StopReason.DONE), false));
  }

  /// Reported as sgl-project/sglang#27021 and QwenLM/Qwen3.8#216.
  @Test
  void reasoningWithoutAnAnswerIsAskedForAgain() throws Exception {
    var thought = response("", "Let me think about {it}", StopReason.DONE);
    assertThrows(ModelException.class, () -> textOf(thought, false));
    assertEquals("yes", textOf(response("yes", "hm", StopReason.DONE), false));
    assertEquals("", textOf(thought, false));
  }

  /// Reported as sipeed/picoclaw#966.
  @Test
  void reasoningThatUsedUpAllTokensIsNoAnswer() throws Exception {
    assertEquals("", textOf(response("", PLAN, StopReason.LENGTH), false));
  }
}
