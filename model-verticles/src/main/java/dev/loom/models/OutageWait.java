package dev.loom.models;

import dev.loom.api.model.ModelException;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Decides for one request how long it waits for unavailable models. Used by one thread.
///
/// Only an outage is waited out. A model that nothing can make answer, such as one with a wrong
/// key, does not hinder the wait for another one; one that answered badly does, because asking it
/// again costs tokens.
final class OutageWait {
  /// For a server that asks to wait zero seconds.
  private static final Duration DELAY_MIN = Duration.ofMillis(500);

  private final Duration patience;
  private final RetryBackoff backoff;
  private final LongSupplier clock;
  private Optional<Long> startedAt = Optional.empty();
  private int rounds;

  /// @param patience the longest wait; zero for none
  /// @param backoff delays between rounds
  /// @param clock a monotonic clock in nanoseconds
  OutageWait(Duration patience, RetryBackoff backoff, LongSupplier clock) {
    this.patience = patience;
    this.backoff = backoff;
    this.clock = clock;
  }

  /// Returns whether the failures of all models are an outage that may be waited out.
  boolean isOutage(Collection<ModelException> failures) {
    return !patience.isZero()
        && failures.stream().anyMatch(ModelException::isUnavailable)
        && failures.stream().noneMatch(f -> f.isRetryable() && !f.isUnavailable());
  }

  /// Returns the delay before all models are tried again.
  ///
  /// @param failures the failures of the last round, an outage
  /// @return empty if the patience is used up
  Optional<Duration> nextDelay(Collection<ModelException> failures) {
    long now = clock.getAsLong();
    if (startedAt.isEmpty()) {
      startedAt = Optional.of(now);
    }
    rounds++;
    var left = patience.minusNanos(now - startedAt.get());
    if (!left.isPositive()) {
      return Optional.empty();
    }
    return failures.stream()
        .filter(ModelException::isUnavailable)
        .map(failure -> backoff.delayAfter(rounds, failure).orElse(left))
        .min(Duration::compareTo)
        .map(delay -> delay.compareTo(DELAY_MIN) < 0 ? DELAY_MIN : delay)
        .map(delay -> delay.compareTo(left) < 0 ? delay : left);
  }

  /// Returns the number of rounds in which every model failed.
  int rounds() {
    return rounds;
  }
}
