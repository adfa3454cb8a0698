package dev.loom.orchestrator.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.id.StepId;
import org.junit.jupiter.api.Test;

class LoopDecisionTest {
  @Test
  void theSameActionOfTheSameStepHasTheSameHash() {
    var hash = LoopDecision.hash(new StepId("step-1"), "rm -rf x");
    assertEquals(hash, LoopDecision.hash(new StepId("step-1"), "rm -rf x"));
    assertTrue(hash.matches("[0-9a-f]{64}"), hash);
  }

  @Test
  void anotherStepOrActionHasAnotherHash() {
    var hash = LoopDecision.hash(new StepId("step-1"), "rm -rf x");
    assertNotEquals(hash, LoopDecision.hash(new StepId("step-2"), "rm -rf x"));
    assertNotEquals(hash, LoopDecision.hash(new StepId("step-1"), "rm -rf y"));
    assertNotEquals(hash, LoopDecision.hash(new StepId("step-1r"), "m -rf x"));
  }
}
