package dev.loom.gateway.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class WebhookScheduleTest {
  @Test
  void aDelayDeviatesByUpToAFifth() {
    assertEquals(Optional.of(Duration.ofSeconds(4)), new WebhookSchedule(() -> 0).delayAfter(1));
    assertEquals(Optional.of(Duration.ofSeconds(36)), new WebhookSchedule(() -> 1).delayAfter(2));
    assertEquals(Optional.of(Duration.ofHours(12)), new WebhookSchedule(() -> 0.5).delayAfter(9));
  }

  @Test
  void tenAttemptsAreMadeWithinAboutADay() {
    var schedule = new WebhookSchedule(() -> 0.5);
    var total = Duration.ZERO;
    for (var attempt = 1; attempt < WebhookSchedule.ATTEMPTS_MAX; attempt++) {
      total = total.plus(schedule.delayAfter(attempt).orElseThrow());
    }
    assertEquals(10, WebhookSchedule.ATTEMPTS_MAX);
    assertTrue(total.toHours() >= 20 && total.toHours() <= 24, total.toString());
    assertEquals(Optional.empty(), schedule.delayAfter(WebhookSchedule.ATTEMPTS_MAX));
  }
}
