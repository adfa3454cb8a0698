package dev.loom.orchestrator.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.ApprovalMode;
import dev.loom.contracts.task.PendingDecision;
import dev.loom.contracts.task.TaskCommand;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.contracts.task.Verdict;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Tests approvals and rejections of calls and results.
class ApprovalsTest extends TaskCoreFixture {
  @Test
  void aCallRunsOnlyAfterItsApproval() {
    plan("s1");
    modelTurn("s1.1.1", "", shell("c1", "rm -rf build"));
    assertEquals(
        List.of("approval_received s1", "tool_call_started s1"), answerApproval("s1", true, ""));
    assertEquals(List.of("run s1.1.1.1"), effects());
  }

  @Test
  void aRejectedCallNeverRunsAndTheModelGetsTheReason() {
    plan("s1");
    modelTurn("s1.1.1", "", shell("c1", "rm -rf build"));
    assertEquals(
        List.of("approval_received s1", "tool_call_completed s1"),
        answerApproval("s1", false, "keep it"));
    assertEquals(List.of("model s1.1.2"), effects());
    assertTrue(lastMessage("s1").contains("keep it"), lastMessage("s1"));
  }

  @Test
  void anAnswerWithoutAPendingDecisionChangesNothing() {
    plan("s1");
    assertEquals(List.of(), answerApproval("s1", true, ""));
    assertEquals(List.of(), answerApproval("unknown", true, ""));
  }

  @Test
  void anUnansweredApprovalIsRejectedWhenItExpires() {
    plan("s1");
    modelTurn("s1.1.1", "", shell("c1", "rm -rf build"));
    var timer =
        (Effect.StartTimer)
            RequiredEffects.compute(state, LIMITS).stream()
                .filter(Effect.StartTimer.class::isInstance)
                .findFirst()
                .orElseThrow();
    assertEquals(now.plusSeconds(LIMITS.review().approvalTimeoutSeconds()), timer.dueAt());
    now = timer.dueAt();
    assertEquals(
        List.of("approval_received s1", "tool_call_completed s1"),
        apply(new Input.TimerFired(timer)));
    assertEquals(List.of(), apply(new Input.TimerFired(timer)));
  }

  @Test
  void aResultRejectedWithoutAReasonIsNotRetried() {
    plan(ApprovalMode.MANUAL, "s1");
    modelTurn("s1.1.1", "done");
    verdict("s1.1.1", Verdict.Outcome.VERIFIED, 1);
    assertEquals(
        List.of("approval_received s1", "subtask_failed s1", "task_failed"),
        answerApproval("s1", false, ""));
    assertTrue(state.error().contains("Rejected by human reviewer"), state.error());
  }

  @Test
  void aResultRejectedWithAReasonIsRetried() {
    plan(ApprovalMode.MANUAL, "s1");
    modelTurn("s1.1.1", "done");
    verdict("s1.1.1", Verdict.Outcome.VERIFIED, 1);
    assertEquals(
        List.of(
            "approval_received s1",
            "subtask_failed s1",
            "subtask_retrying s1",
            "subtask_started s1"),
        answerApproval("s1", false, "too short"));
    assertEquals(List.of("Rejected by human reviewer: too short"), subtask("s1").failures());
  }

  @Test
  void anApprovalOfAnotherActionIsRejected() {
    plan("s1");
    modelTurn("s1.1.1", "", shell("c1", "rm -rf build"));
    var pending =
        ((PendingDecision.Approval) subtask("s1").pendingDecision().orElseThrow()).actionHash();
    apply(
        new TaskCommand.ResolveApproval(
            new SubtaskId("s1"), true, "", Optional.of("0".repeat(64))));
    assertTrue(error.contains("another action"), error);
    assertEquals(List.of(), effects());
    assertEquals(
        List.of("approval_received s1", "tool_call_started s1"),
        apply(
            new TaskCommand.ResolveApproval(new SubtaskId("s1"), true, "", Optional.of(pending))));
  }

  @Test
  void anApprovalForAnUnknownSubtaskIsRejected() {
    plan("s1");
    answerApproval("unknown", true, "");
    assertEquals("Subtask not found: unknown", error);
  }

  @Test
  void anApprovalGivenInAPauseTakesEffectOnResume() {
    plan("s1");
    modelTurn("s1.1.1", "", shell("c1", "rm -rf build"));
    apply(new TaskCommand.Pause(""));
    assertEquals(List.of("approval_received s1"), answerApproval("s1", true, ""));
    assertEquals(List.of(), effects());
    assertEquals(List.of("task_resumed", "tool_call_started s1"), apply(new TaskCommand.Resume()));
  }

  @Test
  void anApprovalDoesNotReviveACancelledTask() {
    plan("s1");
    modelTurn("s1.1.1", "", shell("c1", "rm -rf build"));
    apply(new TaskCommand.Cancel("enough"));
    assertEquals(List.of(), answerApproval("s1", true, ""));
    assertEquals(TaskStatus.CANCELLED, state.status());
  }
}
