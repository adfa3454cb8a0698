package dev.loom.orchestrator.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ToolCall;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.ApprovalMode;
import dev.loom.contracts.task.SubtaskStatus;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.contracts.task.Usage;
import dev.loom.contracts.task.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// State and input in, events and commands out.
class TaskCoreTest extends TaskCoreFixture {
  @Test
  void aTaskIsRecordedOnSubmitAndPlannedOnAdmission() {
    assertEquals(
        List.of("task_submitted"), take(new Input.Submitted(TaskSpec.create("the goal", "/w"))));
    assertEquals(List.of(), effects());
    assertEquals(List.of("task_planning"), take(new Input.Admitted()));
    assertEquals(List.of("plan 1.1"), effects());
  }

  @Test
  void aPlanStartsWhatIsReadyUpToTheLimit() {
    plan("s1", "s2", "s3", "s4<s1");
    assertEquals(TaskStatus.EXECUTING, state.status());
    assertEquals(List.of("ask s1.1.1", "ask s2.1.1"), effects());
  }

  @Test
  void whatBecameReadyStartsAsSoonAsOneIsDoneWithoutWaitingForTheOthers() {
    plan("s1", "s2", "s3<s1");
    assertEquals(
        List.of("verification_completed s1", "subtask_completed s1", "subtask_started s3"),
        complete("s1"));
    assertEquals(List.of("ask s2.1.1", "ask s3.1.1"), effects());
  }

  @Test
  void aSynthesisWaitsForEverythingElse() {
    plan("all+", "s1", "s2");
    assertEquals(List.of("ask s1.1.1", "ask s2.1.1"), effects());
    complete("s1");
    complete("s2");
    assertEquals(List.of("ask all.1.1"), effects());
  }

  @Test
  void twoSynthesesThatNeedEachOthersPartsDoNotWaitForEver() {
    plan("y<t", "t+", "z<u", "u+");
    for (int i = 0; i < 4; i++) {
      var next = effects().getFirst().substring("ask ".length()).split("\\.")[0];
      complete(next);
    }
    assertEquals(TaskStatus.COMPLETED, state.status());
  }

  @Test
  void aPlanThatIsNoPlanIsSentBackOnceWithTheReasons() {
    take(new Input.Submitted(TaskSpec.create("the goal", "/w")));
    take(new Input.Admitted());
    assertEquals(
        List.of("task_plan_rejected", "task_planning"),
        take(answered(1, 1, "I would do this and that.")));
    var again = (Effect.CallPlanner) RequiredEffects.compute(state, LIMITS).iterator().next();
    assertEquals(
        new Effect.CallPlanner(
            1, 2, List.of("the answer holds no JSON object"), "I would do this and that."),
        again);
  }

  @Test
  void aSecondPlanThatIsNoneBecomesOneSubtaskWithTheWholeGoal() {
    take(new Input.Submitted(TaskSpec.create("the goal", "/w")));
    take(new Input.Admitted());
    take(answered(1, 1, "no"));
    assertEquals(
        List.of(
            "task_plan_rejected",
            "task_plan_ready",
            "task_executing",
            "subtask_started execute-goal"),
        take(answered(1, 2, "{\"subtasks\":[]}")));
  }

  @Test
  void aPlanWithACircleIsRejectedWithItsMembers() {
    take(new Input.Submitted(TaskSpec.create("the goal", "/w")));
    take(new Input.Admitted());
    take(planned("s1<s2", "s2<s1"));
    assertEquals(
        List.of("these subtasks wait for each other in a circle: [s1, s2]"),
        state.planRequest().problems());
  }

  @Test
  void aPlannerThatCannotBeAskedFailsTheTaskWithTheReason() {
    take(new Input.Submitted(TaskSpec.create("the goal", "/w")));
    take(new Input.Admitted());
    assertEquals(List.of("task_failed"), take(new Input.PlanFailed(1, 1, "no model answers")));
    assertEquals("Planning failed: no model answers", state.error());
  }

  @Test
  void aTurnIsRecordedWithTheStartsOfItsCallsBeforeAnyRuns() {
    plan("s1");
    assertEquals(
        List.of("model_turn_completed s1", "tool_call_started s1"),
        says("s1.1.1", "I write", write("c1")));
    assertEquals(List.of("run s1.1.1.1"), effects());
  }

  @Test
  void readingCallsRunSideBySideAndWritingOnesInTheirOrder() {
    plan("s1");
    says("s1.1.1", "", read("c1"), read("c2"), write("c3"), write("c4"), read("c5"));
    assertEquals(List.of("run s1.1.1.1", "run s1.1.1.2"), effects());
    ran("s1.1.1.2", true);
    assertEquals(List.of("run s1.1.1.1"), effects());
    ran("s1.1.1.1", true);
    assertEquals(List.of("run s1.1.1.3"), effects());
    ran("s1.1.1.3", true);
    assertEquals(List.of("run s1.1.1.4"), effects());
    ran("s1.1.1.4", true);
    assertEquals(List.of("run s1.1.1.5"), effects());
    ran("s1.1.1.5", true);
    assertEquals(List.of("ask s1.1.2"), effects());
  }

  @Test
  void toolResultsAreReturnedInTheOrderOfTheCalls() {
    plan("s1");
    says("s1.1.1", "", read("c1"), read("c2"));
    ran("s1.1.1.2", true);
    ran("s1.1.1.1", false);
    var heard =
        state.subtask(new SubtaskId("s1")).orElseThrow().attempt().conversation().stream()
            .filter(Message.ToolOutput.class::isInstance)
            .map(message -> ((Message.ToolOutput) message).callId())
            .toList();
    assertEquals(List.of("c1", "c2"), heard);
  }

  @Test
  void unknownToolsAndMalformedArgumentsGoBackToTheModelWithoutRunning() {
    plan("s1");
    assertEquals(
        List.of("model_turn_completed s1", "tool_call_completed s1", "tool_call_completed s1"),
        says(
            "s1.1.1",
            "",
            new ToolCall("c1", "teleport", Map.of()),
            new ToolCall("c2", "read_file", Map.of(), "{\"path\":")));
    assertEquals(List.of("ask s1.1.2"), effects());
  }

  @Test
  void anUnknownToolIsAnsweredWithSimilarNamesAndNeedsNoApproval() {
    for (var mode : ApprovalMode.values()) {
      state = TaskState.NONE;
      plan(mode, "s1");
      assertEquals(
          List.of(
              "model_turn_completed s1",
              "tool_call_completed s1",
              "tool_call_completed s1",
              "tool_call_completed s1"),
          says(
              "s1.1.1",
              "",
              new ToolCall("c1", "shell_exec", Map.of("command", "rm -rf /")),
              new ToolCall("c2", "askUser", Map.of("question", "?")),
              new ToolCall("c3", "x".repeat(10_000), Map.of())));
      assertEquals(List.of("ask s1.1.2"), effects());
      var heard =
          state.subtask(new SubtaskId("s1")).orElseThrow().attempt().conversation().stream()
              .filter(Message.ToolOutput.class::isInstance)
              .map(Message::text)
              .toList();
      assertTrue(heard.get(0).contains("Did you mean shell_execute"), heard.get(0));
      assertTrue(heard.get(1).contains("Did you mean ask_user"), heard.get(1));
      assertTrue(heard.get(2).length() < 1_000, heard.get(2));
    }
  }

  @Test
  void aDangerousCallAsksBeforeItRunsInEveryMode() {
    for (var mode : ApprovalMode.values()) {
      state = TaskState.NONE;
      plan(mode, "s1");
      assertEquals(
          List.of("model_turn_completed s1", "approval_requested s1"),
          says("s1.1.1", "", shell("c1", "cd build && rm -rf .")));
      assertEquals(List.of(), effects());
      assertEquals(TaskStatus.WAITING_APPROVAL, state.status());
    }
  }

  @Test
  void anyToolThatWritesIsAskedAboutProtectedPathsAndNoneThatReads() {
    plan("s1", "s2");
    says("s1.1.1", "", new ToolCall("c1", "send_mail", Map.of("path", "app/.env")));
    assertEquals(SubtaskStatus.WAITING_APPROVAL, status("s1"));
    says("s2.1.1", "", new ToolCall("c1", "read_file", Map.of("path", "app/.env")));
    assertEquals(List.of("run s2.1.1.1"), effects());
  }

  @Test
  void anApprovedCallRunsAndOnlyThen() {
    plan("s1");
    says("s1.1.1", "", shell("c1", "rm -rf build"));
    assertEquals(List.of("approval_received s1", "tool_call_started s1"), says("s1", true, ""));
    assertEquals(List.of("run s1.1.1.1"), effects());
  }

  @Test
  void aRejectedCallNeverRunsAndTheModelGetsTheReason() {
    plan("s1");
    says("s1.1.1", "", shell("c1", "rm -rf build"));
    assertEquals(
        List.of("approval_received s1", "tool_call_completed s1"), says("s1", false, "keep it"));
    assertEquals(List.of("ask s1.1.2"), effects());
    var told =
        state.subtask(new SubtaskId("s1")).orElseThrow().attempt().conversation().getLast().text();
    assertTrue(told.contains("keep it"), told);
  }

  @Test
  void anAnswerWithoutAPendingDecisionChangesNothing() {
    plan("s1");
    assertEquals(List.of(), says("s1", true, ""));
    assertEquals(List.of(), says("nobody", true, ""));
  }

  @Test
  void anUnansweredApprovalIsRejectedWhenItExpires() {
    plan("s1");
    says("s1.1.1", "", shell("c1", "rm -rf build"));
    var timer =
        (Effect.StartTimer)
            RequiredEffects.compute(state, LIMITS).stream()
                .filter(Effect.StartTimer.class::isInstance)
                .findFirst()
                .orElseThrow();
    assertEquals(now.plusSeconds(LIMITS.approvalTimeoutSeconds()), timer.dueAt());
    now = timer.dueAt();
    assertEquals(
        List.of("approval_received s1", "tool_call_completed s1"),
        take(new Input.TimerFired(timer)));
    assertEquals(List.of(), take(new Input.TimerFired(timer)));
  }

  @Test
  void manualAsksAboutEveryResultAndApprovalCompletesIt() {
    plan(ApprovalMode.MANUAL, "s1");
    says("s1.1.1", "done");
    assertEquals(
        List.of("verification_completed s1", "approval_requested s1"),
        verdict("s1.1.1", Verdict.Outcome.VERIFIED, 1));
    assertEquals(
        List.of("approval_received s1", "subtask_completed s1", "task_completed"),
        says("s1", true, ""));
  }

  @Test
  void aResultThatIsRejectedWithoutAReasonFailsItsSubtaskWithoutAnotherAttempt() {
    plan(ApprovalMode.MANUAL, "s1");
    says("s1.1.1", "done");
    verdict("s1.1.1", Verdict.Outcome.VERIFIED, 1);
    assertEquals(
        List.of("approval_received s1", "subtask_failed s1", "task_failed"), says("s1", false, ""));
    assertTrue(state.error().contains("Rejected by human reviewer"), state.error());
  }

  @Test
  void aResultThatIsRejectedWithAReasonIsTriedAgainWithIt() {
    plan(ApprovalMode.MANUAL, "s1");
    says("s1.1.1", "done");
    verdict("s1.1.1", Verdict.Outcome.VERIFIED, 1);
    assertEquals(
        List.of(
            "approval_received s1",
            "subtask_failed s1",
            "subtask_retrying s1",
            "subtask_started s1"),
        says("s1", false, "too short"));
    assertEquals(List.of("Rejected by human reviewer: too short"), subtask("s1").failures());
  }

  @Test
  void theThresholdModeAsksBelowItsThresholdAndAutoOnlyWhenConfidenceIsLow() {
    // One model that is half sure: 0.7 + 0.3 * 0.2 = 0.76.
    plan(ApprovalMode.CONFIDENCE_THRESHOLD, "s1");
    says("s1.1.1", "done");
    assertEquals(
        List.of("verification_completed s1", "approval_requested s1"),
        verdict("s1.1.1", Verdict.Outcome.VERIFIED, 0.2));
    state = TaskState.NONE;
    plan(ApprovalMode.AUTO, "s1");
    says("s1.1.1", "done");
    assertTrue(verdict("s1.1.1", Verdict.Outcome.VERIFIED, 0.2).contains("task_completed"));
  }

  @Test
  void aFailedVerdictIsRetriedWithWhatWentWrong() {
    plan("s1");
    says("s1.1.1", "done");
    assertEquals(
        List.of(
            "verification_completed s1",
            "subtask_failed s1",
            "subtask_retrying s1",
            "subtask_started s1"),
        verdict("s1.1.1", Verdict.Outcome.FAILED, 0));
    assertEquals(List.of("ask s1.2.1"), effects());
    assertEquals(List.of("because"), state.subtask(new SubtaskId("s1")).orElseThrow().failures());
  }

  @Test
  void whenAttemptsAreExhaustedDependentsAreSkippedAndTheRestGoesOn() {
    plan("s1", "s2", "s3<s1");
    says("s1.1.1", "done");
    verdict("s1.1.1", Verdict.Outcome.FAILED, 0);
    says("s1.2.1", "done");
    assertEquals(
        List.of("verification_completed s1", "subtask_failed s1", "subtask_skipped s3"),
        verdict("s1.2.1", Verdict.Outcome.FAILED, 0));
    assertEquals(List.of("ask s2.1.1"), effects());
    assertTrue(complete("s2").contains("task_failed"));
    assertEquals("s1: because", state.error());
  }

  @Test
  void aCriticalFailureStopsEverythingElseAtOnce() {
    plan("s1!", "s2", "s3");
    says("s1.1.1", "BLOCKED: the disk is full");
    assertEquals(TaskStatus.FAILED, state.status());
    assertEquals(List.of(), effects());
    assertEquals(SubtaskStatus.SKIPPED, status("s2"));
    assertEquals("s1: the disk is full", state.error());
  }

  @Test
  void ablockedAnswerIsAFailureWithItsReasonAndIsNotTriedAgain() {
    plan("s1");
    assertEquals(
        List.of("model_turn_completed s1", "subtask_failed s1", "task_failed"),
        says("s1.1.1", "BLOCKED: no such file"));
  }

  @Test
  void aRefusalOfTheModelFailsItsSubtask() {
    plan("s1");
    take(
        new Input.TurnArrived(
            new StepId("s1.1.1"),
            "I can't help.",
            List.of(),
            ModelResponse.StopReason.REFUSAL,
            "m",
            Usage.NONE));
    assertEquals(TaskStatus.FAILED, state.status());
    assertEquals("s1: The model declined to answer. I can't help.", state.error());
  }

  @Test
  void aModelThatNeverFinishesFailsAtTheTurnLimit() {
    plan("s1");
    for (int turn = 1; turn <= LIMITS.maxLoopIterations(); turn++) {
      says("s1.1." + turn, "", read("c" + turn));
      var events = ran("s1.1." + turn + ".1", true);
      assertEquals(turn == LIMITS.maxLoopIterations(), events.contains("subtask_failed s1"));
    }
    assertEquals(List.of("ask s1.2.1"), effects());
  }

  @Test
  void anAttemptThatTakesTooLongFails() {
    plan("s1");
    var timer =
        (Effect.StartTimer)
            RequiredEffects.compute(state, LIMITS).stream()
                .filter(Effect.StartTimer.class::isInstance)
                .findFirst()
                .orElseThrow();
    assertEquals(now.plusSeconds(LIMITS.subtaskTimeoutSeconds()), timer.dueAt());
    now = timer.dueAt();
    assertEquals(
        List.of("subtask_failed s1", "subtask_retrying s1", "subtask_started s1"),
        take(new Input.TimerFired(timer)));
  }

  @Test
  void cancellingEndsTheTaskAndCallsForNoWorkAnyMore() {
    plan("s1", "s2", "s3");
    says("s1.1.1", "", shell("c1", "sleep 60"));
    assertEquals(List.of("task_cancelled"), take(new Input.Cancelled("enough")));
    assertEquals(List.of(), effects());
    assertEquals(SubtaskStatus.SKIPPED, status("s1"));
    assertEquals(List.of(), ran("s1.1.1.1", true));
  }

  @Test
  void anApprovalDoesNotReviveACancelledTask() {
    plan("s1");
    says("s1.1.1", "", shell("c1", "rm -rf build"));
    take(new Input.Cancelled("enough"));
    assertEquals(List.of(), says("s1", true, ""));
    assertEquals(TaskStatus.CANCELLED, state.status());
  }

  @Test
  void lateAndDoubleResultsChangeNothing() {
    plan("s1");
    says("s1.1.1", "", read("c1"));
    assertEquals(List.of(), says("s1.1.1", "again"));
    ran("s1.1.1.1", true);
    assertEquals(List.of(), ran("s1.1.1.1", true));
    assertEquals(List.of(), verdict("s1.1.1", Verdict.Outcome.VERIFIED, 1));
    assertEquals(List.of(), take(planned("other")));
  }

  @Test
  void afterACrashACallThatMayBeRepeatedRunsAgainAndSaysSo() {
    plan("s1");
    says("s1.1.1", "", write("c1"));
    assertEquals(List.of("task_recovered", "tool_call_started s1"), take(new Input.Recovered()));
    assertEquals(List.of("run s1.1.1.1 again"), effects());
  }

  @Test
  void afterACrashACallThatMustNotBeRepeatedGoesBackToTheModelAsInDoubt() {
    plan("s1");
    says("s1.1.1", "", shell("c1", "make deploy"));
    assertEquals(List.of("task_recovered", "tool_call_completed s1"), take(new Input.Recovered()));
    assertEquals(List.of("ask s1.1.2"), effects());
    var told =
        state.subtask(new SubtaskId("s1")).orElseThrow().attempt().conversation().getLast().text();
    assertTrue(told.contains("may or may not have happened"), told);
  }

  @Test
  void afterACrashACallThatAsksIsAskedAboutAndRunsAgainOnlyAfterYes() {
    plan("s1");
    says("s1.1.1", "", new ToolCall("c1", "send_mail", Map.of()));
    assertEquals(List.of("task_recovered", "approval_requested s1"), take(new Input.Recovered()));
    assertEquals(List.of(), effects());
    says("s1", true, "");
    assertEquals(List.of("run s1.1.1.1 again"), effects());
  }

  @Test
  void afterACrashFinishedStepsAreNotAskedForAgain() {
    plan("s1", "s2<s1");
    says("s1.1.1", "", read("c1"), read("c2"));
    ran("s1.1.1.1", true);
    take(new Input.Recovered());
    assertEquals(List.of("run s1.1.1.2 again"), effects());
  }

  @Test
  void anEndedTaskCountsTokensOfAllTurns() {
    plan("s1");
    says("s1.1.1", "", read("c1"));
    ran("s1.1.1.1", true);
    says("s1.1.2", "done");
    verdict("s1.1.2", Verdict.Outcome.VERIFIED, 1);
    assertEquals(new Usage(20, 10, 1), state.usage());
  }
}
