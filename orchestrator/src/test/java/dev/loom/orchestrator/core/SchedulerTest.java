package dev.loom.orchestrator.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.ApprovalMode;
import dev.loom.contracts.task.Budget;
import dev.loom.contracts.task.Priority;
import dev.loom.contracts.task.SubtaskStatus;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.contracts.task.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Tests which events follow from a state.
class SchedulerTest extends TaskCoreFixture {
  @Test
  void readySubtasksStartUpToTheLimit() {
    plan("s1", "s2", "s3", "s4<s1");
    assertEquals(TaskStatus.EXECUTING, state.status());
    assertEquals(List.of("model s1.1.1", "model s2.1.1"), effects());
  }

  @Test
  void aSubtaskStartsAsSoonAsItsDependenciesAreCompleted() {
    plan("s1", "s2", "s3<s1");
    assertEquals(
        List.of("verification_completed s1", "subtask_completed s1", "subtask_started s3"),
        complete("s1"));
    assertEquals(List.of("model s2.1.1", "model s3.1.1"), effects());
  }

  @Test
  void aSynthesisWaitsForAllOtherSubtasks() {
    plan("all+", "s1", "s2");
    assertEquals(List.of("model s1.1.1", "model s2.1.1"), effects());
    complete("s1");
    complete("s2");
    assertEquals(List.of("model all.1.1"), effects());
  }

  @Test
  void twoSynthesesDoNotDeadlock() {
    plan("y<t", "t+", "z<u", "u+");
    for (int i = 0; i < 4; i++) {
      var next = effects().getFirst().substring("model ".length()).split("\\.")[0];
      complete(next);
    }
    assertEquals(TaskStatus.COMPLETED, state.status());
  }

  @Test
  void manualModeNeedsApprovalOfEveryResult() {
    plan(ApprovalMode.MANUAL, "s1");
    modelTurn("s1.1.1", "done");
    assertEquals(
        List.of("verification_completed s1", "approval_requested s1"),
        verdict("s1.1.1", Verdict.Outcome.VERIFIED, 1));
    assertEquals(
        List.of("approval_received s1", "subtask_completed s1", "task_completed"),
        answerApproval("s1", true, ""));
  }

  @Test
  void resultsBelowTheThresholdOfTheModeNeedApproval() {
    // A pass with confidence 0.2 gives 0.7 + 0.3 * 0.2 = 0.76.
    plan(ApprovalMode.CONFIDENCE_THRESHOLD, "s1");
    modelTurn("s1.1.1", "done");
    assertEquals(
        List.of("verification_completed s1", "approval_requested s1"),
        verdict("s1.1.1", Verdict.Outcome.VERIFIED, 0.2));
    state = TaskState.NONE;
    plan(ApprovalMode.AUTO, "s1");
    modelTurn("s1.1.1", "done");
    assertTrue(verdict("s1.1.1", Verdict.Outcome.VERIFIED, 0.2).contains("task_completed"));
  }

  @Test
  void aFailedVerdictIsRetriedWithItsFeedback() {
    plan("s1");
    modelTurn("s1.1.1", "done");
    assertEquals(
        List.of(
            "verification_completed s1",
            "subtask_failed s1",
            "subtask_retrying s1",
            "subtask_started s1"),
        verdict("s1.1.1", Verdict.Outcome.FAILED, 0));
    assertEquals(List.of("model s1.2.1"), effects());
    assertEquals(List.of("because"), state.subtask(new SubtaskId("s1")).orElseThrow().failures());
  }

  @Test
  void afterTheLastAttemptDependentsAreSkippedAndOthersContinue() {
    plan("s1", "s2", "s3<s1");
    modelTurn("s1.1.1", "done");
    verdict("s1.1.1", Verdict.Outcome.FAILED, 0);
    modelTurn("s1.2.1", "done");
    assertEquals(
        List.of("verification_completed s1", "subtask_failed s1", "subtask_skipped s3"),
        verdict("s1.2.1", Verdict.Outcome.FAILED, 0));
    assertEquals(List.of("model s2.1.1"), effects());
    assertTrue(complete("s2").contains("task_failed"));
    assertEquals("s1: because", state.error());
  }

  @Test
  void aCriticalFailureSkipsAllOtherSubtasks() {
    plan("s1!", "s2", "s3");
    modelTurn("s1.1.1", "BLOCKED: the disk is full");
    assertEquals(TaskStatus.FAILED, state.status());
    assertEquals(List.of(), effects());
    assertEquals(SubtaskStatus.SKIPPED, status("s2"));
    assertEquals("s1: the disk is full", state.error());
  }

  @Test
  void anAttemptFailsAtTheTurnLimit() {
    plan("s1");
    for (int turn = 1; turn <= LIMITS.attempts().maxLoopIterations(); turn++) {
      modelTurn("s1.1." + turn, "", read("c" + turn));
      var events = toolFinished("s1.1." + turn + ".1", true);
      assertEquals(
          turn == LIMITS.attempts().maxLoopIterations(), events.contains("subtask_failed s1"));
    }
    assertEquals(List.of("model s1.2.1"), effects());
  }

  @Test
  void anUnverifiedVerdictCompletesTheSubtaskAsUnverified() {
    plan("s1");
    modelTurn("s1.1.1", "done");
    verdict("s1.1.1", Verdict.Outcome.UNVERIFIED, 0.5);
    assertEquals(Optional.of(Verdict.Outcome.UNVERIFIED), subtask("s1").result().verification());
  }

  @Test
  void aPlanOnlyTaskEndsWithoutRunningSubtasks() {
    apply(
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
    apply(new Input.Admitted());
    assertEquals(List.of("task_plan_ready", "task_completed"), apply(planned("s1", "s2")));
    assertEquals(List.of(), effects());
    assertEquals("Planned only; nothing was run.", state.outcome().orElseThrow().summary());
  }
}
