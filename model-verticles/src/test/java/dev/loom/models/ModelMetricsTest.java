package dev.loom.models;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.api.model.ModelException;
import dev.loom.contracts.model.ListModels;
import dev.loom.contracts.task.ModelUsage;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ModelMetricsTest {
  @Test
  void eachOutcomeIsCountedOnce() {
    var metrics = new ModelMetrics();
    metrics.callStarted();
    metrics.callStarted();
    metrics.callEnded();
    metrics.recordResponse(new ModelUsage(5, 2, 0, 0.5), true);
    metrics.recordResponse(new ModelUsage(1, 1, 0, 0.5), false);
    metrics.recordFailure(ModelException.permanent("Wrong key."));
    metrics.recordFailure(ModelException.rateLimited("Slower.", Duration.ZERO));
    metrics.recordCancellation();
    assertEquals(
        new ListModels.Statistics(1, 5, 1, 1, 1, new ModelUsage(6, 3, 0, 1)), metrics.snapshot());
  }
}
