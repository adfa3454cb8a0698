package dev.loom.models;

import dev.loom.api.model.ModelException;
import dev.loom.contracts.task.Usage;

/// What became of a model's calls since it was there.
final class ModelMetrics {
  private int inFlight;
  private long calls;
  private long failures;
  private long rateLimited;
  private long estimatedAnswers;
  private Usage usage = Usage.NONE;

  /// The numbers of a moment.
  record Snapshot(
      int inFlight,
      long calls,
      long failures,
      long rateLimited,
      long estimatedAnswers,
      Usage usage) {}

  synchronized void callStarted() {
    inFlight++;
  }

  synchronized void callEnded() {
    inFlight--;
  }

  synchronized void recordResponse(Usage more, boolean estimated) {
    calls++;
    usage = usage.plus(more);
    if (estimated) {
      estimatedAnswers++;
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

  /// A call that was cancelled is neither an answer nor a failure.
  synchronized void recordCancellation() {
    calls++;
  }

  synchronized int inFlight() {
    return inFlight;
  }

  synchronized Snapshot snapshot() {
    return new Snapshot(inFlight, calls, failures, rateLimited, estimatedAnswers, usage);
  }
}
