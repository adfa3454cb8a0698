package dev.loom.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.ModelException;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetryBackoffTest {
  private final RetryBackoff backoff = new RetryBackoff(new Random(1), Duration.ofSeconds(60));
  private final ModelException failure = ModelException.retryable("broken", null);

  @Test
  void delaysDoubleUpToTheCapAndAtLeastHalfIsWaited() {
    long[] full = {250, 500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000};
    for (var tries = 1; tries <= full.length; tries++) {
      for (var time = 0; time < 100; time++) {
        var pause = backoff.delayAfter(tries, failure).orElseThrow().toMillis();
        assertTrue(pause >= full[tries - 1] / 2 && pause <= full[tries - 1], tries + ": " + pause);
      }
    }
  }

  @Test
  void retryAfterIsHonouredUnlessItIsTooLong() {
    var soon = ModelException.retryableAfter("later", Duration.ofSeconds(60));
    assertEquals(Optional.of(Duration.ofSeconds(60)), backoff.delayAfter(1, soon));
    var tomorrow = ModelException.retryableAfter("later", Duration.ofDays(1));
    assertEquals(Optional.empty(), backoff.delayAfter(1, tomorrow));
  }

  @Test
  void aPermanentFailureIsNotRetried() {
    assertEquals(Optional.empty(), backoff.delayAfter(1, ModelException.permanent("wrong key")));
  }
}
