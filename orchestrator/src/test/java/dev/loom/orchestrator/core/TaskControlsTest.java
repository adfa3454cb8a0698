package dev.loom.orchestrator.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.Message;
import dev.loom.api.model.ToolCall;
import dev.loom.contracts.config.ExecutionConfig;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.ApprovalMode;
import dev.loom.contracts.task.Budget;
import dev.loom.contracts.task.Feedback;
import dev.loom.contracts.task.Priority;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.contracts.task.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What people do to a task.
class TaskControlsTest extends TaskCoreFixture {
  private List<String> steers(String instruction) {
    return take(new Input.Steered(instruction));
  }

  private String lastHeard(String subtask) {
    return subtask(subtask).attempt().conversation().getLast().text();
  }

  @Test
  void anInstructionReachesARunningSubtaskAfterItsToolResults() {
    plan("s1");
    says("s1.1.1", "", read("c1"));
    assertEquals(List.of("task_steered"), steers("use JWT"));
    ran("s1.1.1.1", true);
    assertEquals("New instruction from the user: use JWT", lastHeard("s1"));
  }

  @Test
  void anAnswerGivenBeforeTheInstructionWasDeliveredIsNotFinal() {
    plan("s1");
    steers("use JWT");
    assertEquals(List.of("model_turn_completed s1"), says("s1.1.1", "done without it"));
    assertEquals(List.of("ask s1.1.2"), effects());
    assertTrue(lastHeard("s1").contains("use JWT"));
    says("s1.1.2", "done with it");
    assertEquals(List.of("verify s1.1.2"), effects());
  }

  @Test
  void aBlockedAnswerGivenBeforeTheInstructionWasDeliveredDoesNotFailTheSubtask() {
    plan("s1");
    steers("the file is in docs");
    says("s1.1.1", "BLOCKED: I cannot find the file");
    assertEquals(List.of("ask s1.1.2"), effects());
  }

  @Test
  void anInstructionIsDeliveredOnceAndStaysInTheTaskState() {
    plan("s1");
    says("s1.1.1", "", read("c1"));
    steers("use JWT");
    ran("s1.1.1.1", true);
    says("s1.1.2", "", read("c2"));
    ran("s1.1.2.1", true);
    long heard =
        subtask("s1").attempt().conversation().stream()
            .filter(Message.User.class::isInstance)
            .count();
    assertEquals(1, heard);
    assertEquals(List.of("use JWT"), state.instructions());
  }

  @Test
  void aHundredAndFirstInstructionIsRefused() {
    plan("s1");
    for (int i = 0; i < 100; i++) {
      steers("number " + i);
    }
    assertEquals(List.of(), steers("one more"));
    assertTrue(error.contains("100 instructions already"), error);
  }

  @Test
  void aPausedTaskAsksNoModelAndLetsARunningToolFinish() {
    plan("s1", "s2");
    says("s1.1.1", "", write("c1"));
    assertEquals(List.of("task_paused"), take(new Input.Paused("lunch")));
    assertEquals(TaskStatus.PAUSED, state.status());
    assertEquals(List.of("run s1.1.1.1"), effects());
    assertEquals(List.of("tool_call_completed s1"), wrote("s1.1.1.1", "a"));
    assertEquals(List.of(), effects());
    assertEquals(List.of("task_resumed"), take(new Input.Resumed()));
    assertEquals(List.of("ask s1.1.2", "ask s2.1.1"), effects());
  }

  @Test
  void aTaskThatIsPausedWhileItIsPlannedIsPlannedOnceItGoesOn() {
    take(new Input.Submitted(TaskSpec.create("goal", "/w")));
    take(new Input.Admitted());
    take(new Input.Paused(""));
    assertEquals(List.of(), effects());
    take(new Input.Resumed());
    assertEquals(List.of("plan 1.1"), effects());
  }

  @Test
  void aTaskThatIsPausedBeforeItsTurnDoesNotBeginAndThenDoes() {
    take(new Input.Submitted(TaskSpec.create("goal", "/w")));
    take(new Input.Paused(""));
    assertEquals(List.of(), take(new Input.Admitted()));
    take(new Input.Resumed());
    assertEquals(TaskStatus.PENDING, state.status());
    assertEquals(List.of("task_planning"), take(new Input.Admitted()));
  }

  @Test
  void aPauseSurvivesARestartAndTheTimeOfItDoesNotCountAgainstTheAttempt() {
    plan("s1");
    take(new Input.Paused(""));
    now = now.plusSeconds(10_000);
    take(new Input.Recovered());
    assertEquals(TaskStatus.PAUSED, state.status());
    assertEquals(List.of(), effects());
    take(new Input.Resumed());
    assertEquals(
        now.plusSeconds(LIMITS.subtaskTimeoutSeconds()),
        timer(Effect.StartTimer.Kind.ATTEMPT_LIMIT).dueAt());
  }

  @Test
  void pausingTwiceAndResumingWhatRunsChangeNothing() {
    plan("s1");
    assertEquals(List.of(), take(new Input.Resumed()));
    take(new Input.Paused(""));
    assertEquals(List.of(), take(new Input.Paused("")));
  }

  @Test
  void aPausedTaskCanBeCancelled() {
    plan("s1");
    take(new Input.Paused(""));
    assertEquals(List.of("task_cancelled"), take(new Input.Cancelled("enough")));
  }

  @Test
  void anApprovalGivenInAPauseTakesEffectWhenTheTaskGoesOn() {
    plan("s1");
    says("s1.1.1", "", shell("c1", "rm -rf build"));
    take(new Input.Paused(""));
    assertEquals(List.of("approval_received s1"), says("s1", true, ""));
    assertEquals(List.of(), effects());
    assertEquals(List.of("task_resumed", "tool_call_started s1"), take(new Input.Resumed()));
  }

  @Test
  void anAnswerToAnotherActionThanTheOneThatIsAskedAboutIsRefused() {
    plan("s1");
    says("s1.1.1", "", shell("c1", "rm -rf build"));
    var asked = subtask("s1").pendingDecision().orElseThrow().actionHash();
    take(new Input.ApprovalAnswered(new SubtaskId("s1"), true, "", Optional.of("0".repeat(64))));
    assertTrue(error.contains("another action"), error);
    assertEquals(List.of(), effects());
    assertEquals(
        List.of("approval_received s1", "tool_call_started s1"),
        take(new Input.ApprovalAnswered(new SubtaskId("s1"), true, "", Optional.of(asked))));
  }

  @Test
  void anAnswerToASubtaskThatThereIsNotIsRefused() {
    plan("s1");
    says("nobody", true, "");
    assertEquals("Subtask not found: nobody", error);
  }

  @Test
  void feedbackIsForFinishedTasksAndDoesNotChangeHowTheyEnded() {
    plan("s1");
    var feedback = new Input.FeedbackGiven(new Feedback(Optional.of(4), "good"));
    assertEquals(List.of(), take(feedback));
    assertTrue(error.contains("feedback is for finished tasks"), error);
    complete("s1");
    assertEquals(List.of("task_feedback"), take(feedback));
    assertEquals(TaskStatus.COMPLETED, state.status());
    assertEquals(1, state.feedback().size());
  }

  @Test
  void aModelsQuestionWaitsForTheUserAndTheAnswerIsTheToolResult() {
    plan("s1");
    assertEquals(
        List.of("model_turn_completed s1", "question_asked s1"),
        says("s1.1.1", "", ask("c1", "which colour?")));
    assertEquals(TaskStatus.WAITING_APPROVAL, state.status());
    assertEquals(List.of(), effects());
    assertEquals(
        List.of("question_answered s1", "tool_call_completed s1"), answers("s1.1.1.1", "blue"));
    assertEquals("blue", lastHeard("s1"));
    assertEquals(List.of("ask s1.1.2"), effects());
  }

  private static ToolCall ask(String id, String question) {
    return new ToolCall(id, "ask_user", Map.of("question", question, "options", List.of("a")));
  }

  @Test
  void aQuestionIsAnsweredOnceAndAnUnknownOneNever() {
    plan("s1");
    says("s1.1.1", "", ask("c1", "which colour?"));
    answers("s1.1.1.1", "blue");
    assertEquals(List.of(), answers("s1.1.1.1", "red"));
    assertEquals("Question not open: s1.1.1.1", error);
  }

  @Test
  void anExpiredQuestionLetsTheModelContinue() {
    plan("s1");
    says("s1.1.1", "", ask("c1", "which colour?"));
    var timer = timer(Effect.StartTimer.Kind.QUESTION_EXPIRY);
    assertEquals(now.plusSeconds(LIMITS.questionTimeoutSeconds()), timer.dueAt());
    now = timer.dueAt();
    assertEquals(
        List.of("question_answered s1", "tool_call_completed s1"),
        take(new Input.TimerFired(timer)));
    assertTrue(lastHeard("s1").contains("Nobody answered in time"));
  }

  @Test
  void aQuestionSurvivesARestart() {
    plan("s1");
    says("s1.1.1", "", ask("c1", "which colour?"));
    take(new Input.Recovered());
    assertEquals(TaskStatus.WAITING_APPROVAL, state.status());
    assertTrue(answers("s1.1.1.1", "blue").contains("tool_call_completed s1"));
  }

  @Test
  void aQuestionWithoutAQuestionGoesBackToTheModel() {
    plan("s1");
    says("s1.1.1", "", new ToolCall("c1", "ask_user", Map.of()));
    assertTrue(lastHeard("s1").contains("'question' must be"));
  }

  @Test
  void callsBesideAQuestionWaitForItsAnswer() {
    plan("s1");
    says("s1.1.1", "", read("c1"), ask("c2", "which?"), read("c3"));
    assertEquals(List.of("run s1.1.1.1"), effects());
    ran("s1.1.1.1", true);
    assertEquals(TaskStatus.WAITING_APPROVAL, state.status());
    answers("s1.1.1.2", "this");
    assertEquals(List.of("run s1.1.1.3"), effects());
  }

  @Test
  void aPlanThatIsOnlyWantedAsAPlanEndsTheTaskWithNothingRun() {
    take(
        new Input.Submitted(
            new TaskSpec(
                "goal",
                "/w",
                Map.of(),
                ApprovalMode.AUTO,
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Priority.NORMAL,
                Budget.NONE,
                true)));
    take(new Input.Admitted());
    assertEquals(List.of("task_plan_ready", "task_completed"), take(planned("s1", "s2")));
    assertEquals(List.of(), effects());
    assertEquals("Planned only; nothing was run.", state.outcome().orElseThrow().summary());
  }

  @Test
  void aCallThatIsMadeAgainAndAgainIsRefusedOnceAndThenEndsTheAttempt() {
    useLimits(wide());
    plan("s1");
    var call = read("same");
    for (int turn = 1; turn <= 2; turn++) {
      says("s1.1." + turn, "", call);
      ran("s1.1." + turn + ".1", true);
    }
    assertEquals(
        List.of("model_turn_completed s1", "tool_call_completed s1"), says("s1.1.3", "", call));
    assertTrue(lastHeard("s1").contains("nothing changed in between"));
    assertEquals(
        List.of(
            "model_turn_completed s1",
            "subtask_failed s1",
            "subtask_retrying s1",
            "subtask_started s1"),
        says("s1.1.4", "", call));
    assertEquals("loop", subtask("s1").failureCategory());
  }

  private static ExecutionConfig wide() {
    return new ExecutionConfig(1, 50, 0, 20, 2, 0, 10_000, 2, 10, 10, 0.8, 60, 90, 300);
  }

  @Test
  void aCallMayBeMadeAgainOnceSomethingChanged() {
    useLimits(wide());
    plan("s1");
    for (int turn = 1; turn <= 5; turn += 2) {
      says("s1.1." + turn, "", read("same"));
      ran("s1.1." + turn + ".1", true);
      says("s1.1." + (turn + 1), "", write("c"));
      wrote("s1.1." + (turn + 1) + ".1", "a");
    }
    assertEquals(List.of("ask s1.1.7"), effects());
  }

  @Test
  void anOutputThatWasLeftOutCanBeReadAgain() {
    plan("s1");
    says("s1.1.1", "", read("c1"));
    ran("s1.1.1.1", true);
    says("s1.1.2", "", new ToolCall("c2", "recall_output", Map.of("output_id", "s1.1.1.1")));
    assertEquals("out", lastHeard("s1"));
    says("s1.1.3", "", new ToolCall("c3", "recall_output", Map.of("output_id", "s9")));
    assertEquals(1, state.subtasks().size());
  }

  @Test
  void tokensAndToolCallsOfAnAttemptHaveLimits() {
    useLimits(new ExecutionConfig(0, 50, 30, 2, 9, 0, 10_000, 2, 10, 10, 0.8, 60, 90, 300));
    plan("s1", "s2");
    says("s1.1.1", "", read("c1"));
    ran("s1.1.1.1", true);
    says("s1.1.2", "", read("c2"));
    assertTrue(ran("s1.1.2.1", true).contains("subtask_failed s1"));
    assertEquals("token_limit", subtask("s1").failureCategory());
    assertTrue(
        says("s2.1.1", "", read("c1"), read("c2"), write("c3")).contains("tool_call_started s2"));
    ran("s2.1.1.1", true);
    assertTrue(ran("s2.1.1.2", true).contains("subtask_failed s2"));
    assertEquals("tool_call_limit", subtask("s2").failureCategory());
  }

  @Test
  void anUnverifiedVerdictCompletesTheSubtaskAsUnverified() {
    plan("s1");
    says("s1.1.1", "done");
    verdict("s1.1.1", Verdict.Outcome.UNVERIFIED, 0.5);
    assertEquals(Optional.of(Verdict.Outcome.UNVERIFIED), subtask("s1").verification());
  }
}
