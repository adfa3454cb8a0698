package dev.loom.models.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.contracts.config.ModelCallConfig;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CallDeadlinesTest {
  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
  private final CallDeadlines deadlines =
      new CallDeadlines(new ModelCallConfig(5, 10, 4, 12, 1, 1, 1, 1, 60, 0), clock::get);

  private void assertNext(long seconds, EndpointErrors.Deadline deadline) {
    assertEquals(TimeUnit.SECONDS.toNanos(seconds), deadlines.remainingNanos());
    assertEquals(deadline, deadlines.nextDeadline());
  }

  private void advance(long seconds) {
    clock.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }

  @Test
  void theFirstByteIsAwaitedUntilItsDeadline() {
    assertNext(10, EndpointErrors.Deadline.FIRST_BYTE);
    advance(11);
    assertNext(-1, EndpointErrors.Deadline.FIRST_BYTE);
  }

  @Test
  void bytesRestartTheIdleDeadline() {
    advance(3);
    deadlines.onBytes();
    assertNext(4, EndpointErrors.Deadline.IDLE);
    advance(3);
    deadlines.onBytes();
    assertNext(4, EndpointErrors.Deadline.IDLE);
  }

  @Test
  void theTotalDeadlineIsNotExtended() {
    advance(9);
    deadlines.onBytes();
    assertNext(3, EndpointErrors.Deadline.TOTAL);
  }
}
