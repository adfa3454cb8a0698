package dev.loom.orchestrator.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.json.Json;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.ApprovalMode;
import dev.loom.contracts.task.SubtaskStatus;
import dev.loom.contracts.task.TaskCommand;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.contracts.task.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tests tasks whose plan fails.
class PlanLifecycleTest extends TaskCoreFixture {
  @Test
  void aRetriedTaskKeepsThePlanAndTheResultsAndRunsTheRest() {
    plan("s1", "s2<s1", "s3<s2");
    complete("s1");
    apply(new TaskCommand.Steer("Keep it short."));
    apply(new Input.TurnFailed(new StepId("s2.1.1"), "Wrong key.", false));
    assertEquals(TaskStatus.FAILED, state.status());
    var retry = TaskRetry.of(new TaskId("old"), state);
    state = TaskState.NONE;
    apply(new Input.Submitted(TaskSpec.create("the goal", "/w"), Optional.of(retry), Map.of()));
    assertEquals(List.of(), effects(), "it waits for its admission like any task");
    assertEquals(
        List.of(
            "task_steered",
            "task_planning",
            "task_plan_ready",
            "subtask_completed s1",
            "task_executing",
            "subtask_started s2"),
        apply(new Input.Admitted()));
    assertEquals("done", subtask("s1").summary());
    assertEquals(List.of("model s2.1.1"), effects());
    complete("s2");
    complete("s3");
    assertEquals(TaskStatus.COMPLETED, state.status());
  }

  @Test
  void aRetriedTaskWithoutAPlanIsPlannedAnew() {
    apply(new Input.Submitted(TaskSpec.create("the goal", "/w")));
    apply(new Input.Admitted());
    apply(new Input.PlanFailed(1, 1, "no planner"));
    var retry = TaskRetry.of(new TaskId("old"), state);
    state = TaskState.NONE;
    apply(new Input.Submitted(TaskSpec.create("the goal", "/w"), Optional.of(retry), Map.of()));
    assertEquals(List.of("task_planning"), apply(new Input.Admitted()));
  }

  @Test
  void onlyAFailedOrCancelledTaskCanBeRetried() {
    plan("s1");
    var id = new TaskId("old");
    assertThrows(ServiceException.class, () -> TaskRetry.of(id, state));
    var running = state;
    complete("s1");
    assertThrows(ServiceException.class, () -> TaskRetry.of(id, state));
    state = running;
    apply(new TaskCommand.Cancel(""));
    assertEquals(id, TaskRetry.of(id, state).retryOf());
  }

  @Test
  void thePlanOfAPlanOnlyTaskIsRun() {
    var spec =
        Json.readStored(
            Json.write(TaskSpec.create("the goal", "/w"))
                .replace("\"plan_only\":false", "\"plan_only\":true"),
            TaskSpec.class);
    apply(new Input.Submitted(spec));
    apply(new Input.Admitted());
    apply(planned("s1"));
    assertEquals(TaskStatus.COMPLETED, state.status());
    var retry = TaskRetry.of(new TaskId("old"), state);
    assertEquals(List.of(), retry.completed());
    state = TaskState.NONE;
    apply(new Input.Submitted(spec.withExecution(), Optional.of(retry), Map.of()));
    assertTrue(apply(new Input.Admitted()).contains("subtask_started s1"));
  }

  @BeforeEach
  void twoReplans() {
    useLimits(limits(2));
  }

  /// Fails all remaining attempts of a subtask.
  private List<String> fails(String subtask) {
    List<String> events = List.of();
    for (int left = LIMITS.attempts().maxSubtaskRetries() - subtask(subtask).retries();
        left >= 0;
        left--) {
      var step = subtask(subtask).turnStep(1).value();
      modelTurn(step, "done");
      events = verdict(step, Verdict.Outcome.FAILED, 0);
    }
    return events;
  }

  @Test
  void aFailedPlanIsReplacedWhenNothingElseCanRun() {
    plan("s1", "s2", "s3<s1");
    assertEquals(
        List.of("verification_completed s1", "subtask_failed s1", "subtask_skipped s3"),
        fails("s1"));
    assertTrue(complete("s2").contains("task_replanning"));
    assertEquals(TaskStatus.PLANNING, state.status());
    assertEquals(List.of("plan 2.1"), effects());
  }

  @Test
  void completedSubtasksAreKeptAndNewOnesStart() {
    plan("s1", "s2");
    complete("s2");
    fails("s1");
    assertEquals(
        List.of("task_plan_ready", "task_executing", "subtask_started s3"),
        apply(planned(2, "s3<s2")));
    assertEquals(SubtaskStatus.COMPLETED, status("s2"));
    assertEquals(2, state.planVersion());
    assertTrue(complete("s3").contains("task_completed"));
    assertEquals(1, state.planState().replaced().size());
  }

  @Test
  void theEventOfANewPlanHasItsVersion() {
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
  void aReplannedSubtaskHasNewStepsAndAllItsRetries() {
    plan("s1");
    fails("s1");
    apply(planned(2, "s1"));
    assertEquals(List.of("model s1.3.1"), effects());
    assertEquals(0, subtask("s1").retries());
    fails("s1");
    assertEquals(List.of("plan 3.1"), effects());
  }

  @Test
  void replanningStopsAtItsLimitWithAllReasons() {
    plan("s1");
    fails("s1");
    apply(planned(2, "s2"));
    fails("s2");
    apply(planned(3, "s3"));
    assertTrue(fails("s3").contains("task_failed"));
    assertEquals("s3: because", state.error());
    assertEquals(2, state.planState().replaced().size());
  }

  @Test
  void aCriticalFailureIsNotReplanned() {
    plan("s1!", "s2");
    assertTrue(fails("s1").contains("task_failed"));
  }

  @Test
  void aRejectionByTheUserIsNotReplanned() {
    plan(ApprovalMode.MANUAL, "s1");
    modelTurn("s1.1.1", "done");
    verdict("s1.1.1", Verdict.Outcome.VERIFIED, 1);
    assertTrue(answerApproval("s1", false, "").contains("task_failed"));
  }

  @Test
  void anInvalidNewPlanIsRequestedOnceMoreAndThenFailsTheTask() {
    plan("s1");
    fails("s1");
    assertEquals(
        List.of("task_plan_rejected", "task_replanning"), apply(answered(2, 1, "I give up")));
    assertEquals(
        List.of("task_plan_rejected", "task_failed"), apply(answered(2, 2, "Really, I do")));
    assertTrue(state.error().startsWith("s1: because"), state.error());
    assertTrue(state.error().contains("No valid new plan was made"), state.error());
  }

  @Test
  void aNewPlanWithoutNewSubtasksIsInvalid() {
    plan("s1", "s2");
    complete("s2");
    fails("s1");
    assertEquals(List.of("task_plan_rejected", "task_replanning"), apply(planned(2, "s2")));
  }

  @Test
  void aNewPlanMustIncludeTheDeliverablesOfTheFailedSubtask() {
    apply(new Input.Submitted(TaskSpec.create("goal", "/w")));
    apply(new Input.Admitted());
    apply(
        answered(
            1,
            1,
            "{\"subtasks\":[{\"id\":\"s1\",\"description\":\"d\",\"deliverables\":[\"a.md\"]}]}"));
    fails("s1");
    apply(planned(2, "s2"));
    assertEquals(
        List.of(
            "the file 'a.md', which 's1' must deliver, is not a deliverable of any new subtask"),
        state.planRequest().problems());
  }

  @Test
  void aNewPlanMustIncludeTheDeliverablesOfSkippedSubtasks() {
    apply(new Input.Submitted(TaskSpec.create("goal", "/w")));
    apply(new Input.Admitted());
    apply(
        answered(
            1,
            1,
            "{\"subtasks\":[{\"id\":\"s1\",\"description\":\"d\"},{\"id\":\"s2\",\"description\":\"d\","
                + "\"depends_on\":[\"s1\"],\"deliverables\":[\"b.md\"]}]}"));
    fails("s1");
    apply(planned(2, "s3"));
    assertEquals(
        List.of(
            "the file 'b.md', which 's2' must deliver, is not a deliverable of any new subtask"),
        state.planRequest().problems());
  }

  @Test
  void aFailedReplanningCallFailsTheTaskWithBothReasons() {
    plan("s1");
    fails("s1");
    apply(new Input.PlanFailed(2, 1, "no model answers"));
    assertEquals("s1: because\nReplanning failed: no model answers", state.error());
  }

  @Test
  void aPlanForAnEarlierVersionIsIgnored() {
    plan("s1");
    fails("s1");
    assertEquals(List.of(), apply(planned(1, "s9")));
  }

  @Test
  void anInvalidPlanIsReturnedOnceWithItsProblems() {
    apply(new Input.Submitted(TaskSpec.create("the goal", "/w")));
    apply(new Input.Admitted());
    assertEquals(
        List.of("task_plan_rejected", "task_planning"),
        apply(answered(1, 1, "I would do this and that.")));
    var again = (Effect.CallPlanner) RequiredEffects.compute(state, LIMITS).iterator().next();
    assertEquals(
        new PlanRequest(
            1, 2, List.of("the answer contains no JSON object"), "I would do this and that."),
        again.request());
  }

  @Test
  void aSecondInvalidPlanIsReplacedByTheGoalAsOneSubtask() {
    apply(new Input.Submitted(TaskSpec.create("the goal", "/w")));
    apply(new Input.Admitted());
    apply(answered(1, 1, "no"));
    assertEquals(
        List.of(
            "task_plan_rejected",
            "task_plan_ready",
            "task_executing",
            "subtask_started execute-goal"),
        apply(answered(1, 2, "{\"subtasks\":[]}")));
  }

  @Test
  void aCyclicPlanIsRejectedWithItsCycle() {
    apply(new Input.Submitted(TaskSpec.create("the goal", "/w")));
    apply(new Input.Admitted());
    apply(planned("s1<s2", "s2<s1"));
    assertEquals(
        List.of("these subtasks form a dependency cycle: [s1, s2]"),
        state.planRequest().problems());
  }

  @Test
  void aFailedPlannerCallFailsTheTaskWithItsReason() {
    apply(new Input.Submitted(TaskSpec.create("the goal", "/w")));
    apply(new Input.Admitted());
    assertEquals(List.of("task_failed"), apply(new Input.PlanFailed(1, 1, "no model answers")));
    assertEquals("Planning failed: no model answers", state.error());
  }
}
