package dev.loom.orchestrator.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.bus.ConcurrencyLimit;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.pattern.LearnedPattern;
import dev.loom.contracts.pattern.ListPatterns;
import dev.loom.contracts.pattern.PatternType;
import dev.loom.orchestrator.core.ModelHints;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class LearnedPatternsTest {
  private final Vertx vertx = Vertx.vertx();
  private final List<LearnedPattern> stored = new ArrayList<>();
  private Instant now = Instant.parse("2026-11-22T10:00:00Z");
  private boolean failing;
  private final LearnedPatterns patterns = new LearnedPatterns(Bus.on(vertx), () -> now);

  @BeforeEach
  void serve() {
    Bus.on(vertx)
        .handleBlocking(
            Addresses.PATTERN_LIST,
            new ConcurrencyLimit(1, 1),
            Bus.ThreadKind.VIRTUAL,
            list -> {
              if (failing) {
                throw ServiceException.failed("no disk", false);
              }
              return new ListPatterns.Found(stored);
            })
        .await();
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private void retried(int frequency) {
    stored.add(
        new LearnedPattern(
            1,
            PatternType.RETRY_PATTERN,
            "write-tests",
            Map.of("planned_tier", 1),
            frequency,
            now));
  }

  private void results(int successes, int failures) {
    var facts =
        Map.<String, Object>of(
            "kind",
            "write-tests",
            "model",
            "small",
            "success_total",
            successes,
            "failure_total",
            failures);
    stored.add(
        new LearnedPattern(2, PatternType.SUBTASK_SUCCESS, "write-tests@small", facts, 1, now));
  }

  @Test
  void aKindThatRepeatedlyNeededARetryStartsOneTierHigher() throws Exception {
    retried(2);
    assertEquals(Map.of("write-tests", 2), patterns.hints().tiers());
  }

  @Test
  void aSingleRetryTeachesNothing() throws Exception {
    retried(1);
    assertEquals(ModelHints.NONE, patterns.hints());
  }

  @Test
  void aModelThatMostlyFailedAtAKindIsAvoided() throws Exception {
    results(1, 2);
    assertEquals(Map.of("write-tests", Set.of("small")), patterns.hints().avoided());
  }

  @Test
  void aModelThatSucceededHalfOfTheTimeIsNotAvoided() throws Exception {
    results(2, 2);
    assertEquals(ModelHints.NONE, patterns.hints());
  }

  @Test
  void patternsAreReloadedOnlyAfterTheCacheExpired() throws Exception {
    patterns.hints();
    retried(2);
    assertEquals(ModelHints.NONE, patterns.hints());
    now = now.plusSeconds(6);
    assertEquals(Map.of("write-tests", 2), patterns.hints().tiers());
  }

  @Test
  void aFailedReloadKeepsThePatternsLoadedBefore() throws Exception {
    retried(2);
    patterns.hints();
    failing = true;
    now = now.plusSeconds(6);
    assertEquals(Map.of("write-tests", 2), patterns.hints().tiers());
  }

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
    return LearnedPatterns.findSimilar(LearnedPatterns.templates(List.of(known)), goal).stream()
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
