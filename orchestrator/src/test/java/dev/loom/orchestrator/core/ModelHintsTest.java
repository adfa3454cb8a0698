package dev.loom.orchestrator.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.Subtask;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ModelHintsTest {
  private static final Subtask SUBTASK =
      Subtask.create(new SubtaskId("s1"), "Write unit tests", List.of());

  private static ModelHints hints(int tier) {
    return new ModelHints(
        Map.of("write-unit-tests", tier), Map.of("write-unit-tests", Set.of("small")));
  }

  @Test
  void aKnownKindRaisesTheTierAndNeverLowersIt() {
    assertEquals(3, hints(3).applyTo(SUBTASK).modelTier());
    assertEquals(2, hints(1).applyTo(SUBTASK.withModelTier(2)).modelTier());
    assertEquals(SUBTASK, ModelHints.NONE.applyTo(SUBTASK));
  }

  @Test
  void modelsAreAvoidedOnlyForTheKindAtWhichTheyFailed() {
    assertEquals(Set.of("small"), hints(1).avoidedModels(SUBTASK));
    var other = Subtask.create(new SubtaskId("s2"), "Read the log", List.of());
    assertEquals(Set.of(), hints(1).avoidedModels(other));
  }

  @Test
  void aKindConsistsOfTheDistinctiveWordsOfADescription() {
    assertEquals("write-part", ModelHints.kindOf("Write part 17 of the 20"));
    assertEquals("", ModelHints.kindOf("17 42"));
    assertTrue(ModelHints.kindOf("x".repeat(500)).length() <= 80);
  }
}
