package dev.loom.orchestrator.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.task.ApprovalMode;
import dev.loom.contracts.task.SubtaskStatus;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.contracts.task.Verdict;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What becomes of a task whose plan cannot be carried out.
class PlanLifecycleTest extends TaskCoreFixture {
  @BeforeEach
  void twoReplans() {
    useLimits(limits(2));
  }

  /// Fails all attempts of a subtask, from the one that it is in.
  private List<String> fails(String subtask) {
    List<String> events = List.of();
    for (int left = LIMITS.maxSubtaskRetries() - subtask(subtask).retries(); left >= 0; left--) {
      var step = subtask(subtask).turnStep(1).value();
      says(step, "done");
      events = verdict(step, Verdict.Outcome.FAILED, 0);
    }
    return events;
  }

  @Test
  void whatFailedIsPlannedAnewOnceNothingElseCanGoOn() {
    plan("s1", "s2", "s3<s1");
    assertEquals(
        List.of("verification_completed s1", "subtask_failed s1", "subtask_skipped s3"),
        fails("s1"));
    assertTrue(complete("s2").contains("task_replanning"));
    assertEquals(TaskStatus.PLANNING, state.status());
    assertEquals(List.of("plan 2.1"), effects());
  }

  @Test
  void completedWorkIsKeptAndWhatIsNewStarts() {
    plan("s1", "s2");
    complete("s2");
    fails("s1");
    assertEquals(
        List.of("task_plan_ready", "task_executing", "subtask_started s3"),
        take(planned(2, "s3<s2")));
    assertEquals(SubtaskStatus.COMPLETED, status("s2"));
    assertEquals(2, state.planVersion());
    assertTrue(complete("s3").contains("task_completed"));
    assertEquals(1, state.replacedSubtasks().size());
  }

  @Test
  void aNewPlanSaysThatItIsOne() {
    plan("s1");
    fails("s1");
    var decision =
        new TaskCore(new TaskEnvironment(limits(2), TOOLS, Optional.empty()))
            .decide(state, planned(2, "s2"), now);
    var ready = (TaskEvent.TaskPlanReady) decision.events().getFirst();
    assertEquals(2, ready.version());
    assertTrue(ready.replanned());
  }

  @Test
  void aSubtaskThatIsPlannedAgainHasNewStepsAndAllItsRetries() {
    plan("s1");
    fails("s1");
    take(planned(2, "s1"));
    assertEquals(List.of("ask s1.3.1"), effects());
    assertEquals(0, subtask("s1").retries());
    fails("s1");
    assertEquals(List.of("plan 3.1"), effects());
  }

  @Test
  void replanningEndsAtItsLimitWithEveryReason() {
    plan("s1");
    fails("s1");
    take(planned(2, "s2"));
    fails("s2");
    take(planned(3, "s3"));
    assertTrue(fails("s3").contains("task_failed"));
    assertEquals("s3: because", state.error());
    assertEquals(2, state.replacedSubtasks().size());
  }

  @Test
  void aCriticalFailureIsNotPlannedAnew() {
    plan("s1!", "s2");
    assertTrue(fails("s1").contains("task_failed"));
  }

  @Test
  void aRejectionByTheUserIsNotReplanned() {
    plan(ApprovalMode.MANUAL, "s1");
    says("s1.1.1", "done");
    verdict("s1.1.1", Verdict.Outcome.VERIFIED, 1);
    assertTrue(says("s1", false, "").contains("task_failed"));
  }

  @Test
  void aNewPlanThatIsNoneIsAskedForOnceMoreAndThenTheTaskFailsWithBothReasons() {
    plan("s1");
    fails("s1");
    assertEquals(
        List.of("task_plan_rejected", "task_replanning"), take(answered(2, 1, "I give up")));
    assertEquals(
        List.of("task_plan_rejected", "task_failed"), take(answered(2, 2, "Really, I do")));
    assertTrue(state.error().startsWith("s1: because"), state.error());
    assertTrue(state.error().contains("No new plan could be made"), state.error());
  }

  @Test
  void aNewPlanWithNothingLeftToDoIsNoPlan() {
    plan("s1", "s2");
    complete("s2");
    fails("s1");
    assertEquals(List.of("task_plan_rejected", "task_replanning"), take(planned(2, "s2")));
  }

  @Test
  void aNewPlanMustDeliverWhatTheFailedSubtaskHadToDeliver() {
    take(new Input.Submitted(TaskSpec.create("goal", "/w")));
    take(new Input.Admitted());
    take(
        answered(
            1,
            1,
            "{\"subtasks\":[{\"id\":\"s1\",\"description\":\"d\",\"deliverables\":[\"a.md\"]}]}"));
    fails("s1");
    take(planned(2, "s2"));
    assertEquals(
        List.of("the file 'a.md', which 's1' had to deliver, is no deliverable of any subtask"),
        state.planRequest().problems());
  }

  @Test
  void aNewPlanMustDeliverWhatWasNotEvenBegunBecauseOfTheFailure() {
    take(new Input.Submitted(TaskSpec.create("goal", "/w")));
    take(new Input.Admitted());
    take(
        answered(
            1,
            1,
            "{\"subtasks\":[{\"id\":\"s1\",\"description\":\"d\"},{\"id\":\"s2\",\"description\":\"d\","
                + "\"depends_on\":[\"s1\"],\"deliverables\":[\"b.md\"]}]}"));
    fails("s1");
    take(planned(2, "s3"));
    assertEquals(
        List.of("the file 'b.md', which 's2' had to deliver, is no deliverable of any subtask"),
        state.planRequest().problems());
  }

  @Test
  void aPlannerThatCannotBeAskedAgainFailsTheTaskWithTheFirstReasonToo() {
    plan("s1");
    fails("s1");
    take(new Input.PlanFailed(2, 1, "no model answers"));
    assertEquals("s1: because\nReplanning failed: no model answers", state.error());
  }

  @Test
  void aPlanForAnEarlierVersionComesTooLate() {
    plan("s1");
    fails("s1");
    assertEquals(List.of(), take(planned(1, "s9")));
  }
}
