package dev.loom.gateway.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(10)
class WebhookDeliveryTest {
  @Test
  void aDelayDeviatesByUpToAFifth() {
    assertEquals(
        Optional.of(Duration.ofSeconds(4)), WebhookDelivery.delayAfter(1, Duration.ZERO, () -> 0));
    assertEquals(
        Optional.of(Duration.ofSeconds(36)), WebhookDelivery.delayAfter(2, Duration.ZERO, () -> 1));
    assertEquals(
        Optional.of(Duration.ofHours(12)), WebhookDelivery.delayAfter(9, Duration.ZERO, () -> 0.5));
  }

  /// Reported as eventrelay/eventrelay#91, mlflow/mlflow#16893 and logto-io/logto#9410.
  @ParameterizedTest
  @CsvSource({"1,0,5", "1,90,90", "1,999999999,3600", "3,1,120"})
  void aReceiverMayExtendTheDelay(int attempts, long askedSeconds, long seconds) {
    assertEquals(
        Optional.of(Duration.ofSeconds(seconds)),
        WebhookDelivery.delayAfter(attempts, Duration.ofSeconds(askedSeconds), () -> 0.5));
  }

  @Test
  void tenAttemptsAreMadeWithinAboutADay() {
    var total = Duration.ZERO;
    for (var attempt = 1; attempt < WebhookDelivery.ATTEMPTS_MAX; attempt++) {
      total =
          total.plus(WebhookDelivery.delayAfter(attempt, Duration.ZERO, () -> 0.5).orElseThrow());
    }
    assertEquals(10, WebhookDelivery.ATTEMPTS_MAX);
    assertTrue(total.toHours() >= 20 && total.toHours() <= 24, total.toString());
    assertEquals(
        Optional.empty(),
        WebhookDelivery.delayAfter(WebhookDelivery.ATTEMPTS_MAX, Duration.ZERO, () -> 0.5));
  }
}
