package dev.loom.orchestrator.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.ToolCall;
import dev.loom.contracts.task.TaskStatus;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Tests questions of models to the user.
class UserQuestionsTest extends TaskCoreFixture {
  private static ToolCall askUser(String id, String question) {
    return new ToolCall(id, "ask_user", Map.of("question", question, "options", List.of("a")));
  }

  @Test
  void aModelsQuestionWaitsForTheUserAndTheAnswerIsTheToolResult() {
    plan("s1");
    assertEquals(
        List.of("model_turn_completed s1", "question_asked s1"),
        modelTurn("s1.1.1", "", askUser("c1", "which colour?")));
    assertEquals(TaskStatus.WAITING_APPROVAL, state.status());
    assertEquals(List.of(), effects());
    assertEquals(
        List.of("question_answered s1", "tool_call_completed s1"),
        answerQuestion("s1.1.1.1", "blue"));
    assertEquals("blue", lastMessage("s1"));
    assertEquals(List.of("model s1.1.2"), effects());
  }

  @Test
  void aQuestionIsAnsweredOnceAndAnUnknownOneIsRejected() {
    plan("s1");
    modelTurn("s1.1.1", "", askUser("c1", "which colour?"));
    answerQuestion("s1.1.1.1", "blue");
    assertEquals(List.of(), answerQuestion("s1.1.1.1", "red"));
    assertEquals("No open question: s1.1.1.1", error);
  }

  @Test
  void anExpiredQuestionLetsTheModelContinue() {
    plan("s1");
    modelTurn("s1.1.1", "", askUser("c1", "which colour?"));
    var timer = timer(Effect.StartTimer.Kind.DECISION_EXPIRY);
    assertEquals(now.plusSeconds(LIMITS.review().questionTimeoutSeconds()), timer.dueAt());
    now = timer.dueAt();
    assertEquals(
        List.of("question_answered s1", "tool_call_completed s1"),
        apply(new Input.TimerFired(timer)));
    assertTrue(lastMessage("s1").contains("The user did not answer in time"));
  }

  @Test
  void aQuestionSurvivesARestart() {
    plan("s1");
    modelTurn("s1.1.1", "", askUser("c1", "which colour?"));
    apply(new Input.Recovered(false));
    assertEquals(TaskStatus.WAITING_APPROVAL, state.status());
    assertTrue(answerQuestion("s1.1.1.1", "blue").contains("tool_call_completed s1"));
  }

  @Test
  void anEmptyQuestionIsReturnedToTheModelAsAnError() {
    plan("s1");
    modelTurn("s1.1.1", "", new ToolCall("c1", "ask_user", Map.of()));
    assertTrue(lastMessage("s1").contains("'question' must be"));
  }

  @Test
  void callsAfterAQuestionWaitForItsAnswer() {
    plan("s1");
    modelTurn("s1.1.1", "", read("c1"), askUser("c2", "which?"), read("c3"));
    assertEquals(List.of("run s1.1.1.1"), effects());
    toolFinished("s1.1.1.1", true);
    assertEquals(TaskStatus.WAITING_APPROVAL, state.status());
    answerQuestion("s1.1.1.2", "this");
    assertEquals(List.of("run s1.1.1.3"), effects());
  }
}
