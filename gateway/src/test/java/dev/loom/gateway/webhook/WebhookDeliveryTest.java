package dev.loom.gateway.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class WebhookDeliveryTest {
  @Test
  void aDelayDeviatesByUpToAFifth() {
    assertEquals(Optional.of(Duration.ofSeconds(4)), WebhookDelivery.delayAfter(1, () -> 0));
    assertEquals(Optional.of(Duration.ofSeconds(36)), WebhookDelivery.delayAfter(2, () -> 1));
    assertEquals(Optional.of(Duration.ofHours(12)), WebhookDelivery.delayAfter(9, () -> 0.5));
  }

  @Test
  void tenAttemptsAreMadeWithinAboutADay() {
    var total = Duration.ZERO;
    for (var attempt = 1; attempt < WebhookDelivery.ATTEMPTS_MAX; attempt++) {
      total = total.plus(WebhookDelivery.delayAfter(attempt, () -> 0.5).orElseThrow());
    }
    assertEquals(10, WebhookDelivery.ATTEMPTS_MAX);
    assertTrue(total.toHours() >= 20 && total.toHours() <= 24, total.toString());
    assertEquals(
        Optional.empty(), WebhookDelivery.delayAfter(WebhookDelivery.ATTEMPTS_MAX, () -> 0.5));
  }
}
