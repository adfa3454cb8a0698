package dev.loom.models;

import dev.loom.api.model.ModelException;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// How long to wait before a model is tried again.
final class RetryBackoff {
  static final Duration BASE = Duration.ofMillis(250);
  static final Duration CAP = Duration.ofSeconds(8);

  private final RandomGenerator random;
  private final Duration waitMax;

  /// @param waitMax a server that asks for a longer pause than this is not waited for
  RetryBackoff(RandomGenerator random, Duration waitMax) {
    this.random = random;
    this.waitMax = waitMax;
  }

  /// The pause after a failed try: what the server asked for, else twice as long each time with
  /// half of it left to chance, so that many callers do not come back at once.
  ///
  /// @param tries how many there were, from 1
  /// @return none when no further try makes sense
  Optional<Duration> delayAfter(int attempt, ModelException failure) {
    if (!failure.isRetryable()) {
      return Optional.empty();
    }
    if (failure.retryAfter().isPresent()) {
      return failure.retryAfter().filter(requested -> requested.compareTo(waitMax) <= 0);
    }
    var doublings = Math.min(attempt - 1, 16);
    var full = Math.min(CAP.toMillis(), BASE.toMillis() << doublings);
    return Optional.of(Duration.ofMillis(full / 2 + random.nextLong(full / 2 + 1)));
  }
}
