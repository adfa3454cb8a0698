package dev.loom.contracts.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExecutionConfigTest {
  private static ExecutionConfig with(int retries, double threshold, int timeoutSeconds) {
    return new ExecutionConfig(
        new ExecutionConfig.AttemptLimits(retries, 1, 0, 1, 1, timeoutSeconds),
        0,
        1_000,
        new ExecutionConfig.Concurrency(1, 1, 0),
        new ExecutionConfig.Review(threshold, 1, 1));
  }

  @Test
  void lowestValuesAreAccepted() {
    assertEquals(0, with(0, 0, 1).attempts().maxSubtaskRetries());
  }

  @ParameterizedTest
  @CsvSource({
    "21, 0.5, 1, execution.max_subtask_retries must be from 0 to 20",
    "-1, 0.5, 1, execution.max_subtask_retries must be from 0 to 20",
    "0, 1.5, 1, execution.auto_approve_confidence_threshold must be from 0 to 1",
    "0, 0.5, 0, execution.subtask_timeout_seconds must be from 1 to 604800"
  })
  void valueOutsideItsBoundsIsReportedWithItsKey(
      int retries, double threshold, int timeoutSeconds, String message) {
    var failure =
        assertThrows(
            IllegalArgumentException.class, () -> with(retries, threshold, timeoutSeconds));
    assertTrue(failure.getMessage().startsWith(message), failure.getMessage());
  }
}
