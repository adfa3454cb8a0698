package dev.loom.gateway.webhook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/// Computes the delays between delivery attempts: increasing, about a day in total.
final class WebhookSchedule {
  private static final List<Duration> DELAYS =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofMinutes(2),
          Duration.ofMinutes(10),
          Duration.ofMinutes(30),
          Duration.ofHours(1),
          Duration.ofHours(3),
          Duration.ofHours(6),
          Duration.ofHours(12));

  /// Relative deviation of a delay, so that simultaneous failures are not retried simultaneously.
  private static final double JITTER = 0.2;

  /// The first attempt plus one after each delay.
  static final int ATTEMPTS_MAX = DELAYS.size() + 1;

  private final DoubleSupplier random;

  /// @param random source of numbers from 0 to 1
  WebhookSchedule(DoubleSupplier random) {
    this.random = random;
  }

  /// Returns the delay before the next attempt.
  ///
  /// @param attempts number of failed attempts
  /// @return empty if no attempt is left
  Optional<Duration> delayAfter(int attempts) {
    if (attempts >= ATTEMPTS_MAX) {
      return Optional.empty();
    }
    var factor = 1 - JITTER + 2 * JITTER * random.getAsDouble();
    return Optional.of(
        Duration.ofMillis(Math.round(DELAYS.get(Math.max(0, attempts - 1)).toMillis() * factor)));
  }
}
