package dev.loom.orchestrator.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.contracts.task.TaskCommand;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequiredEffectsTest extends TaskCoreFixture {
  private List<Effect.StartTimer.Kind> timers() {
    return RequiredEffects.compute(state, LIMITS).stream()
        .filter(Effect.StartTimer.class::isInstance)
        .map(effect -> ((Effect.StartTimer) effect).kind())
        .toList();
  }

  @Test
  void aQueuedTaskRequiresNothing() {
    apply(new Input.Submitted(TaskSpec.create("goal", "/w")));
    assertEquals(0, RequiredEffects.compute(state, LIMITS).size());
  }

  @Test
  void eachPhaseRequiresItsEffectAndTheAttemptLimit() {
    plan("s1");
    assertEquals(List.of("model s1.1.1"), effects());
    modelTurn("s1.1.1", "", write("c1"));
    assertEquals(List.of("run s1.1.1.1"), effects());
    toolFinished("s1.1.1.1", true);
    modelTurn("s1.1.2", "done");
    assertEquals(List.of("verify s1.1.2"), effects());
    assertEquals(List.of(Effect.StartTimer.Kind.ATTEMPT_TIME_LIMIT), timers());
  }

  @Test
  void aPendingApprovalRequiresOnlyItsExpiry() {
    plan("s1");
    modelTurn("s1.1.1", "", shell("c1", "rm -rf build"));
    assertEquals(List.of(), effects());
    assertEquals(List.of(Effect.StartTimer.Kind.DECISION_EXPIRY), timers());
  }

  @Test
  void aPausedTaskKeepsOnlyStartedToolCalls() {
    plan("s1", "s2");
    modelTurn("s1.1.1", "", write("c1"));
    apply(new TaskCommand.Pause(""));
    assertEquals(List.of("run s1.1.1.1"), effects());
    assertEquals(List.of(), timers());
  }

  @Test
  void aFinishedTaskRequiresNothing() {
    plan("s1");
    modelTurn("s1.1.1", "done");
    verdict("s1.1.1", Verdict.Outcome.VERIFIED, 1);
    assertEquals(0, RequiredEffects.compute(state, LIMITS).size());
  }
}
