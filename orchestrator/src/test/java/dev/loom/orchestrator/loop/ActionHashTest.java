package dev.loom.orchestrator.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ActionHashTest {
  @Test
  void theSameActionOfTheSameStepHasTheSameHash() {
    var hash = ActionHash.compute("step-1", "rm -rf x");
    assertEquals(hash, ActionHash.compute("step-1", "rm -rf x"));
    assertTrue(hash.matches("[0-9a-f]{64}"), hash);
  }

  @Test
  void anotherStepOrActionHasAnotherHash() {
    var hash = ActionHash.compute("step-1", "rm -rf x");
    assertNotEquals(hash, ActionHash.compute("step-2", "rm -rf x"));
    assertNotEquals(hash, ActionHash.compute("step-1", "rm -rf y"));
    assertNotEquals(hash, ActionHash.compute("step-1r", "m -rf x"));
  }
}
