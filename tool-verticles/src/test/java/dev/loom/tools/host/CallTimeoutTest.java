package dev.loom.tools.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CallTimeoutTest {
  private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(1);

  @AfterEach
  void close() {
    clock.shutdownNow();
  }

  @Test
  void theThreadIsInterruptedAtTheDeadline() {
    try (var timeout = new CallTimeout(Duration.ofMillis(1), clock)) {
      assertThrows(InterruptedException.class, () -> new CountDownLatch(1).await());
      assertTrue(timeout.isExpired());
      assertEquals(Duration.ZERO, timeout.remaining());
    }
  }

  @Test
  void closingClearsTheInterruptOfTheDeadline() throws Exception {
    try (var timeout = new CallTimeout(Duration.ofMillis(1), clock)) {
      while (!timeout.isExpired()) {
        Thread.onSpinWait();
      }
    }
    assertFalse(Thread.currentThread().isInterrupted());
  }

  @Test
  void aClosedTimeoutInterruptsNoLongerAndKeepsAnInterruptOfOthers() {
    var timeout = new CallTimeout(Duration.ofHours(1), clock);
    assertTrue(timeout.remaining().compareTo(Duration.ofMinutes(59)) > 0);
    timeout.interrupt();
    timeout.close();
    assertTrue(Thread.interrupted());
    timeout.interrupt();
    assertFalse(Thread.interrupted());
  }
}
