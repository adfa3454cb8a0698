package dev.loom.models;

import dev.loom.api.model.ModelException;
import dev.loom.contracts.task.Usage;

/// What became of a model's calls since it was there.
final class Tally {
  private int inFlight;
  private long calls;
  private long failures;
  private long rateLimited;
  private long estimatedAnswers;
  private Usage usage = Usage.NONE;

  /// The numbers of a moment.
  record Count(
      int inFlight,
      long calls,
      long failures,
      long rateLimited,
      long estimatedAnswers,
      Usage usage) {}

  synchronized void entered() {
    inFlight++;
  }

  synchronized void left() {
    inFlight--;
  }

  synchronized void answered(Usage more, boolean estimated) {
    calls++;
    usage = usage.plus(more);
    if (estimated) {
      estimatedAnswers++;
    }
  }

  synchronized void failed(ModelException failure) {
    calls++;
    if (failure.isRateLimited()) {
      rateLimited++;
    } else {
      failures++;
    }
  }

  /// A call that was cancelled is neither an answer nor a failure.
  synchronized void stopped() {
    calls++;
  }

  synchronized int inFlight() {
    return inFlight;
  }

  synchronized Count count() {
    return new Count(inFlight, calls, failures, rateLimited, estimatedAnswers, usage);
  }
}
