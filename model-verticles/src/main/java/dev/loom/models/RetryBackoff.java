package dev.loom.models;

import dev.loom.api.model.ModelException;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Computes the delay before a model call is retried.
final class RetryBackoff {
  static final Duration BASE = Duration.ofMillis(250);
  static final Duration CAP = Duration.ofSeconds(8);

  /// Bounds of the delays while no model is available.
  static final Duration OUTAGE_BASE = Duration.ofSeconds(2);

  static final Duration OUTAGE_CAP = Duration.ofSeconds(10);

  private final RandomGenerator random;
  private final Duration base;
  private final Duration cap;
  private final Duration waitMax;

  /// @param waitMax the longest `Retry-After` that is honoured; a longer one ends the retries
  RetryBackoff(RandomGenerator random, Duration waitMax) {
    this(random, BASE, CAP, waitMax);
  }

  /// @param base the longest delay after the first try, doubled after each further one
  /// @param cap the longest delay
  RetryBackoff(RandomGenerator random, Duration base, Duration cap, Duration waitMax) {
    this.random = random;
    this.base = base;
    this.cap = cap;
    this.waitMax = waitMax;
  }

  /// Returns the delay after a failed try: the server's `Retry-After`, or an exponential backoff of
  /// which half is random, so that many callers do not retry at the same moment.
  ///
  /// @param tryNumber number of the failed try, from 1
  /// @return empty if the call must not be retried
  Optional<Duration> delayAfter(int tryNumber, ModelException failure) {
    if (!failure.isRetryable()) {
      return Optional.empty();
    }
    if (failure.retryAfter().isPresent()) {
      return failure.retryAfter().filter(requested -> requested.compareTo(waitMax) <= 0);
    }
    var doublings = Math.min(tryNumber - 1, 16);
    var full = Math.min(cap.toMillis(), base.toMillis() << doublings);
    return Optional.of(Duration.ofMillis(full / 2 + random.nextLong(full / 2 + 1)));
  }
}
