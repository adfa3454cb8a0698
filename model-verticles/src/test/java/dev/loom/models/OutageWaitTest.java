package dev.loom.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.ModelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OutageWaitTest {
  private static final ModelException AWAY = ModelException.unavailable("away", null);

  private final AtomicLong clock = new AtomicLong();

  private OutageWait waitFor(long patienceSeconds) {
    var patience = Duration.ofSeconds(patienceSeconds);
    var backoff =
        new RetryBackoff(
            new Random(1), RetryBackoff.OUTAGE_BASE, RetryBackoff.OUTAGE_CAP, patience);
    return new OutageWait(patience, backoff, clock::get);
  }

  private Optional<Duration> next(OutageWait wait, ModelException... failures) {
    var delay = wait.nextDelay(List.of(failures));
    delay.ifPresent(time -> clock.addAndGet(time.toNanos()));
    return delay;
  }

  @Test
  void delaysGrowFromTwoSecondsToTenUntilThePatienceEnds() {
    var wait = waitFor(600);
    var delays = new ArrayList<Duration>();
    for (var delay = next(wait, AWAY); delay.isPresent(); delay = next(wait, AWAY)) {
      delays.add(delay.get());
    }
    assertTrue(delays.getFirst().compareTo(RetryBackoff.OUTAGE_BASE) <= 0, delays.toString());
    assertTrue(
        delays.stream().allMatch(delay -> delay.compareTo(RetryBackoff.OUTAGE_CAP) <= 0),
        delays.toString());
    assertEquals(Duration.ofSeconds(600), Duration.ofNanos(clock.get()));
    assertEquals(delays.size() + 1, wait.rounds());
  }

  @Test
  void theShortestRequestedDelayIsHonoured() {
    var minute = ModelException.retryableAfter("away", Duration.ofSeconds(60));
    var day = ModelException.rateLimited("limited", Duration.ofDays(1));
    assertEquals(Optional.of(Duration.ofSeconds(60)), next(waitFor(600), day, minute));
    assertEquals(Optional.of(Duration.ofSeconds(600)), next(waitFor(600), day));
  }

  @Test
  void aRequestedDelayOfZeroIsNoBusyLoop() {
    var now = ModelException.retryableAfter("away", Duration.ZERO);
    assertEquals(Optional.of(Duration.ofMillis(500)), next(waitFor(600), now));
  }

  @Test
  void onlyAnOutageIsWaitedOut() {
    var broken = ModelException.retryable("broken", null);
    assertTrue(waitFor(1).isOutage(List.of(AWAY, ModelException.rateLimited("limited", null))));
    assertFalse(waitFor(1).isOutage(List.of(AWAY, broken)));
    var wrongKey = ModelException.permanent("wrong key");
    assertTrue(waitFor(1).isOutage(List.of(AWAY, wrongKey)));
    assertFalse(waitFor(1).isOutage(List.of(wrongKey)));
    assertFalse(waitFor(0).isOutage(List.of(AWAY)));
  }
}
