package dev.loom.orchestrator.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.contracts.pattern.LearnedPattern;
import dev.loom.contracts.pattern.PatternType;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlanTemplateIndexTest {
  private static LearnedPattern rated(String goal, int rating) {
    return new LearnedPattern(
        1,
        PatternType.TASK_TEMPLATE,
        goal,
        Map.of("goal", goal, "plan", List.of(), "rating", rating),
        1,
        Instant.EPOCH);
  }

  private static List<String> findSimilar(String goal, LearnedPattern... known) {
    return PlanTemplateIndex.of(Arrays.asList(known)).findSimilar(goal).stream()
        .map(LearnedPattern::key)
        .toList();
  }

  @Test
  void theTwoMostSimilarPlansAreReturnedInOrder() {
    assertEquals(
        List.of("add LOGIN tests", "add login tests today"),
        findSimilar(
            "Add login tests",
            rated("add login tests for the garden", 0),
            rated("add login tests today", 0),
            rated("add LOGIN tests", 0)));
  }

  @Test
  void goalsWithFewSharedWordsAreNotSimilar() {
    assertEquals(
        List.of(),
        findSimilar("Add login tests", rated("paint garden", 0), rated("add a red house", 0)));
  }

  @Test
  void equallySimilarPlansAreReturnedInTheirStoredOrder() {
    assertEquals(
        List.of("write part 111", "write part 222"),
        findSimilar(
            "write part 999",
            rated("write part 111", 0),
            rated("write part 222", 0),
            rated("write part 333", 0)));
  }

  @Test
  void aBadlyRatedPlanIsNotReturned() {
    assertEquals(List.of(), findSimilar("Add login tests", rated("add login tests", 2)));
    assertEquals(
        List.of("add login tests"), findSimilar("Add login tests", rated("add login tests", 3)));
  }

  @Test
  void aGoalWithoutWordsIsSimilarToNone() {
    assertEquals(List.of(), findSimilar("??", rated("!!", 0)));
  }
}
