package dev.loom.models;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class InterruptTimerTest {
  @Test
  void theThreadIsInterruptedAfterTheTimeout() {
    try (var timer = new InterruptTimer(Duration.ofMillis(10))) {
      assertThrows(InterruptedException.class, new CountDownLatch(1)::await);
      assertTrue(timer.hasFired());
    }
  }

  @Test
  void closingClearsAnInterruptThatTheThreadDidNotNotice() {
    try (var timer = new InterruptTimer(Duration.ZERO)) {
      while (!timer.hasFired()) {
        Thread.onSpinWait();
      }
    }
    assertFalse(Thread.interrupted());
  }

  @Test
  void aForeignInterruptSurvivesClosing() {
    try (var timer = new InterruptTimer(Duration.ofHours(1))) {
      Thread.currentThread().interrupt();
      assertFalse(timer.hasFired());
    }
    assertTrue(Thread.interrupted());
  }
}
