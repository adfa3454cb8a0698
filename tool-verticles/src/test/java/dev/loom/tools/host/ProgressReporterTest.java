package dev.loom.tools.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ProgressReporterTest {
  private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1);
  private final LinkedBlockingQueue<String> published = new LinkedBlockingQueue<>();
  private final ProgressReporter reporter = new ProgressReporter(published::add, clock);

  @AfterEach
  void close() {
    clock.shutdownNow();
  }

  @Test
  void theFirstMessageIsPublishedAtOnceAndOfAQuickSequenceTheLast() throws Exception {
    var start = System.nanoTime();
    for (var i = 0; i <= 1_000; i++) {
      reporter.report("message " + i);
    }
    var burstNanos = System.nanoTime() - start;
    assertEquals("message 0", published.take());
    var last = "";
    var count = 1L;
    while (!last.equals("message 1000")) {
      last = published.take();
      count++;
    }
    var intervals = (System.nanoTime() - start) / ProgressReporter.INTERVAL_NANOS;
    assertTrue(count <= intervals + 1, count + " messages, burst of " + burstNanos + " ns");
    assertNull(published.poll(300, TimeUnit.MILLISECONDS));
  }

  @Test
  void nothingIsPublishedAfterTheEndOfTheCall() throws Exception {
    reporter.report("first");
    reporter.report("pending");
    reporter.close();
    reporter.report("late");
    assertEquals("first", published.take());
    assertNull(published.poll(300, TimeUnit.MILLISECONDS));
  }

  @Test
  void aMessageIsOneLineWithoutControlCharactersAndBounded() {
    reporter.report("a\r\n\u001b[31m b\u202e\u2028c ");
    assertEquals("a [31m b c", published.remove());
  }

  @Test
  void aLongMessageIsCut() {
    reporter.report("x".repeat(501));
    assertEquals(500, published.remove().length());
  }

  @Test
  void anEmptyMessageIsNotPublished() {
    reporter.report(" \u001b\n");
    assertTrue(published.isEmpty());
  }
}
