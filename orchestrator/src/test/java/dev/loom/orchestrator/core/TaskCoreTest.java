package dev.loom.orchestrator.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelResponse;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.ModelUsage;
import dev.loom.contracts.task.SubtaskStatus;
import dev.loom.contracts.task.TaskCommand;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.contracts.task.Verdict;
import dev.loom.orchestrator.loop.Turns;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Tests decisions: state and input in, events and effects out.
class TaskCoreTest extends TaskCoreFixture {
  @Test
  void aTaskIsRecordedOnSubmitAndPlannedOnAdmission() {
    assertEquals(
        List.of("task_submitted"), apply(new Input.Submitted(TaskSpec.create("the goal", "/w"))));
    assertEquals(List.of(), effects());
    assertEquals(List.of("task_planning"), apply(new Input.Admitted()));
    assertEquals(List.of("plan 1.1"), effects());
  }

  @Test
  void aTurnAndTheStartsOfItsCallsAreRecordedTogether() {
    plan("s1");
    assertEquals(
        List.of("model_turn_completed s1", "tool_call_started s1"),
        modelTurn("s1.1.1", "I write", write("c1")));
    assertEquals(List.of("run s1.1.1.1"), effects());
  }

  @Test
  void toolResultsAreReturnedInTheOrderOfTheCalls() {
    plan("s1");
    modelTurn("s1.1.1", "", read("c1"), read("c2"));
    toolFinished("s1.1.1.2", true);
    toolFinished("s1.1.1.1", false);
    var messages =
        state
            .subtask(new SubtaskId("s1"))
            .orElseThrow()
            .attempt()
            .conversation()
            .messages()
            .stream()
            .filter(Message.ToolOutput.class::isInstance)
            .map(message -> ((Message.ToolOutput) message).callId())
            .toList();
    assertEquals(List.of("c1", "c2"), messages);
  }

  @Test
  void anOutagePausesTheTaskAndUsesNoAttempt() {
    plan("s1", "s2");
    var effect = new Effect.CallModel(new SubtaskId("s1"), new StepId("s1.1.1"), 1);
    assertEquals(List.of("task_paused"), apply(new Input.ModelUnavailable(effect, "m: away")));
    assertEquals(new TaskEvent.TaskPaused("waiting for model: m: away"), lastEvents.getFirst());
    assertEquals(List.of(), effects());
    assertEquals(List.of(), apply(new Input.ModelUnavailable(effect, "m: away")), "late");
    apply(new TaskCommand.Resume());
    assertEquals(List.of("model s1.1.1", "model s2.1.1"), effects());
    assertEquals(0, subtask("s1").retries());
  }

  private static Input waited(String reason) {
    return new Input.ModelWaited(
        new TaskEvent.ModelWaiting(
            Optional.of(new SubtaskId("s1")), "m", reason, 1, Instant.EPOCH));
  }

  @Test
  void aWaitForAModelIsRecordedAtMostOnceInThirtySecondsAndEndsWithTheNextAnswer() {
    plan("s1", "s2");
    assertEquals(List.of("model_waiting"), apply(waited("refused")));
    var since = now;
    assertEquals(List.of(), apply(waited("refused")));
    now = now.plusSeconds(30);
    assertEquals(List.of("model_waiting"), apply(waited("HTTP 503")));
    assertEquals(since, state.modelOutage().since());
    assertEquals("HTTP 503", state.modelOutage().last().orElseThrow().reason());
    modelTurn("s1.1.1", "", read("c1"));
    assertFalse(state.modelOutage().isPresent());
    assertEquals(List.of(), apply(waited("late")), "still within 30 s of the last event");
  }

  @Test
  void aTaskThatIsPausedForItsModelStillSaysWhatItWaitsFor() {
    plan("s1");
    apply(waited("refused"));
    var effect = new Effect.CallModel(new SubtaskId("s1"), new StepId("s1.1.1"), 1);
    apply(new Input.ModelUnavailable(effect, "m: refused"));
    assertEquals("refused", state.modelOutage().last().orElseThrow().reason());
    apply(new TaskCommand.Resume());
    assertFalse(state.modelOutage().isPresent());
  }

  @Test
  void aTaskThatAsksNoModelWaitsForNone() {
    plan("s1");
    apply(new TaskCommand.Pause(""));
    assertEquals(List.of(), apply(waited("late")));
  }

  @Test
  void theTimeLimitOfAnAttemptDoesNotCountTheWait() {
    plan("s1");
    var limit = timer(Effect.StartTimer.Kind.ATTEMPT_TIME_LIMIT);
    apply(waited("refused"));
    assertFalse(RequiredEffects.compute(state, LIMITS).contains(limit));
    assertEquals(List.of(), apply(new Input.TimerFired(limit)));
    now = now.plusSeconds(10_000);
    modelTurn("s1.1.1", "", read("c1"));
    assertEquals(
        now.plusSeconds(LIMITS.attempts().subtaskTimeoutSeconds()),
        timer(Effect.StartTimer.Kind.ATTEMPT_TIME_LIMIT).dueAt());
  }

  @Test
  void anOutageWhilePlanningOrVerifyingPausesTheTaskToo() {
    apply(new Input.Submitted(TaskSpec.create("the goal", "/w")));
    apply(new Input.Admitted());
    var planner = new Effect.CallPlanner(state.planRequest());
    assertEquals(List.of("task_paused"), apply(new Input.ModelUnavailable(planner, "m: away")));
    apply(new TaskCommand.Resume());
    assertEquals(List.of("plan 1.1"), effects());
    apply(planned("s1"));
    modelTurn("s1.1.1", "done");
    var verifier = new Effect.Verify(new SubtaskId("s1"), new StepId("s1.1.1"));
    assertEquals(List.of("task_paused"), apply(new Input.ModelUnavailable(verifier, "m: away")));
    apply(new TaskCommand.Resume());
    assertEquals(List.of("verify s1.1.1"), effects());
  }

  @Test
  void aBlockedAnswerFailsTheSubtaskWithoutRetry() {
    plan("s1");
    assertEquals(
        List.of("model_turn_completed s1", "subtask_failed s1", "task_failed"),
        modelTurn("s1.1.1", "BLOCKED: no such file"));
  }

  @Test
  void aRefusalOfTheModelFailsItsSubtask() {
    plan("s1");
    apply(
        new Input.TurnArrived(
            new StepId("s1.1.1"),
            Turns.of(
                "I can't help.",
                List.of(),
                ModelResponse.StopReason.REFUSAL,
                "m",
                ModelUsage.NONE)));
    assertEquals(TaskStatus.FAILED, state.status());
    assertEquals("s1: The model refused to answer. I can't help.", state.error());
  }

  @Test
  void anAttemptFailsAtTheTimeLimit() {
    plan("s1");
    var timer =
        (Effect.StartTimer)
            RequiredEffects.compute(state, LIMITS).stream()
                .filter(Effect.StartTimer.class::isInstance)
                .findFirst()
                .orElseThrow();
    assertEquals(now.plusSeconds(LIMITS.attempts().subtaskTimeoutSeconds()), timer.dueAt());
    now = timer.dueAt();
    assertEquals(
        List.of("subtask_failed s1", "subtask_retrying s1", "subtask_started s1"),
        apply(new Input.TimerFired(timer)));
  }

  @Test
  void aCancelledTaskRequiresNoEffects() {
    plan("s1", "s2", "s3");
    modelTurn("s1.1.1", "", shell("c1", "sleep 60"));
    assertEquals(List.of("task_cancelled"), apply(new TaskCommand.Cancel("enough")));
    assertEquals(List.of(), effects());
    assertEquals(SubtaskStatus.SKIPPED, status("s1"));
    assertEquals(List.of(), toolFinished("s1.1.1.1", true));
  }

  @Test
  void lateAndDuplicateResultsChangeNothing() {
    plan("s1");
    modelTurn("s1.1.1", "", read("c1"));
    assertEquals(List.of(), modelTurn("s1.1.1", "again"));
    toolFinished("s1.1.1.1", true);
    assertEquals(List.of(), toolFinished("s1.1.1.1", true));
    assertEquals(List.of(), verdict("s1.1.1", Verdict.Outcome.VERIFIED, 1));
    assertEquals(List.of(), apply(planned("other")));
  }

  @Test
  void afterACrashFinishedStepsAreNotRepeated() {
    plan("s1", "s2<s1");
    modelTurn("s1.1.1", "", read("c1"), read("c2"));
    toolFinished("s1.1.1.1", true);
    apply(new Input.Recovered(false));
    assertEquals(List.of("run s1.1.1.2 again"), effects());
  }

  @Test
  void aTaskThatWasRunningAtThreeCrashesInARowIsPaused() {
    plan("s1");
    apply(new Input.Recovered(true));
    apply(new Input.Recovered(false));
    assertEquals(List.of("task_recovered"), apply(new Input.Recovered(true)));
    assertEquals(List.of("task_recovered"), apply(new Input.Recovered(true)));
    assertEquals(List.of("task_recovered", "task_paused"), apply(new Input.Recovered(true)));
    assertEquals(TaskStatus.PAUSED, state.status());
    assertEquals(List.of("task_recovered"), apply(new Input.Recovered(true)));
    apply(new Input.Command(new TaskCommand.Resume()));
    assertEquals(List.of("task_recovered"), apply(new Input.Recovered(true)));
  }

  @Test
  void crashesAfterALongRunAreNotInARow() {
    plan("s1");
    for (var crash = 0; crash < 9; crash++) {
      assertEquals(List.of("task_recovered"), apply(new Input.Recovered(true)));
      now = now.plusSeconds(601);
    }
  }

  @Test
  void theUsageOfAFinishedTaskIncludesAllTurns() {
    plan("s1");
    modelTurn("s1.1.1", "", read("c1"));
    toolFinished("s1.1.1.1", true);
    modelTurn("s1.1.2", "done");
    verdict("s1.1.2", Verdict.Outcome.VERIFIED, 1);
    assertEquals(new ModelUsage(20, 10, 0, 1), state.usage());
  }
}
