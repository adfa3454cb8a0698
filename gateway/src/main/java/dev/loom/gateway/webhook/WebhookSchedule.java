package dev.loom.gateway.webhook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/// When a delivery that failed is tried again: soon at first, then ever later, for a day in all.
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

  /// How far a pause may be off, so that what failed together does not come back together.
  private static final double JITTER = 0.2;

  /// The first try, and one after each pause.
  static final int ATTEMPTS_MAX = DELAYS.size() + 1;

  private final DoubleSupplier random;

  /// @param chance gives numbers from 0 to 1
  WebhookSchedule(DoubleSupplier random) {
    this.random = random;
  }

  /// How long to wait after a failure.
  ///
  /// @param tries how often it was tried, this failure included
  /// @return none when it is given up
  Optional<Duration> delayAfter(int attempts) {
    if (attempts >= ATTEMPTS_MAX) {
      return Optional.empty();
    }
    var factor = 1 - JITTER + 2 * JITTER * random.getAsDouble();
    return Optional.of(
        Duration.ofMillis(Math.round(DELAYS.get(Math.max(0, attempts - 1)).toMillis() * factor)));
  }
}
