package dev.loom.models;

import dev.loom.api.model.ModelException;
import dev.loom.contracts.model.ListModels;
import dev.loom.contracts.task.ModelUsage;

/// Counts the calls, failures, tokens and cost of one model since it was added. Thread-safe.
final class ModelMetrics {
  private int inFlight;
  private long calls;
  private long failures;
  private long rateLimited;
  private long estimatedResponses;
  private ModelUsage usage = ModelUsage.NONE;

  synchronized void callStarted() {
    inFlight++;
  }

  synchronized void callEnded() {
    inFlight--;
  }

  synchronized void recordResponse(ModelUsage responseUsage, boolean estimated) {
    calls++;
    usage = usage.plus(responseUsage);
    if (estimated) {
      estimatedResponses++;
    }
  }

  /// Adds what a failed call used.
  synchronized void recordUsage(ModelUsage spent) {
    usage = usage.plus(spent);
  }

  synchronized void recordFailure(ModelException failure) {
    calls++;
    if (failure.isRateLimited()) {
      rateLimited++;
    } else {
      failures++;
    }
  }

  /// Counts a cancelled call, which is neither a response nor a failure.
  synchronized void recordCancellation() {
    calls++;
  }

  synchronized int inFlight() {
    return inFlight;
  }

  /// Returns a consistent copy of the counters.
  synchronized ListModels.Statistics snapshot() {
    return new ListModels.Statistics(
        inFlight, calls, failures, rateLimited, estimatedResponses, usage);
  }
}
