package dev.loom.models;

import dev.loom.api.model.ModelException;
import dev.loom.contracts.task.ModelUsage;

/// Counts the calls, failures, tokens and cost of one model since it was added. Thread-safe.
final class ModelMetrics {
  private int inFlight;
  private long calls;
  private long failures;
  private long rateLimited;
  private long estimatedResponses;
  private ModelUsage usage = ModelUsage.NONE;

  /// A consistent copy of the counters.
  record Snapshot(
      int inFlight,
      long calls,
      long failures,
      long rateLimited,
      long estimatedResponses,
      ModelUsage usage) {}

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

  synchronized Snapshot snapshot() {
    return new Snapshot(inFlight, calls, failures, rateLimited, estimatedResponses, usage);
  }
}
