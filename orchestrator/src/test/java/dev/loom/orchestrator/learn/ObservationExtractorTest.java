package dev.loom.orchestrator.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.contracts.pattern.Observation;
import dev.loom.contracts.pattern.PatternType;
import dev.loom.orchestrator.core.TaskStates;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObservationExtractorTest {
  private static final String GOAL = "Add tests to the login module";

  private static Observation only(PatternType type) {
    return ObservationExtractor.observe(TaskStates.completed(GOAL)).stream()
        .filter(each -> each.type() == type)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aSubtaskYieldsItsModelAndItsFailures() {
    var learned = only(PatternType.SUBTASK_SUCCESS);
    assertEquals("write-unit-tests@big", learned.key());
    assertEquals(1, learned.facts().get("success_total"));
    assertEquals(1, learned.facts().get("failure_total"));
  }

  @Test
  void aRetriedSubtaskYieldsTheNumberOfRetries() {
    var learned = only(PatternType.RETRY_PATTERN);
    assertEquals("write-unit-tests", learned.key());
    assertEquals(1, learned.facts().get("retries_total"));
  }

  @Test
  void aCompletedTaskYieldsItsPlanAsTemplate() {
    var learned = only(PatternType.TASK_TEMPLATE);
    assertEquals("add-login-module-tests-the", learned.key());
    assertEquals(1, ((List<?>) learned.facts().get("plan")).size());
  }

  @Test
  void aRatingIsObservedWithTheKeyOfTheTemplate() {
    var learned = ObservationExtractor.observeRating(TaskStates.completed(GOAL), 2).getFirst();
    assertEquals("add-login-module-tests-the", learned.key());
    assertEquals(2, learned.facts().get("rating"));
  }
}
