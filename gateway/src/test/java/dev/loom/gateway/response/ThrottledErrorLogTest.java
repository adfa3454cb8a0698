package dev.loom.gateway.response;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class ThrottledErrorLogTest {
  private final Logger logger = Logger.getLogger(ThrottledErrorLog.class.getName());
  private final List<LogRecord> lines = new ArrayList<>();
  private final AtomicLong nanos = new AtomicLong();
  private final ThrottledErrorLog log = new ThrottledErrorLog(nanos::get);
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          lines.add(line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void capture() {
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
  }

  @AfterEach
  void release() {
    logger.removeHandler(handler);
    logger.setUseParentHandlers(true);
  }

  @Test
  void anErrorIsLoggedWithItsOperationAndCause() {
    var cause = new IllegalStateException("broken");
    log.report("GET /tasks", cause);
    assertTrue(lines.getFirst().getMessage().contains("GET /tasks"), lines.getFirst().getMessage());
    assertSame(cause, lines.getFirst().getThrown());
  }

  @Test
  void errorsWithinASecondAreCountedInTheNextLine() {
    for (var i = 0; i < 4; i++) {
      log.report("a", new IllegalStateException());
    }
    assertEquals(1, lines.size());
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
    log.report("b", new IllegalStateException());
    log.report("c", new IllegalStateException());
    assertEquals(2, lines.size());
    assertTrue(lines.get(1).getMessage().contains("b (3 more"), lines.get(1).getMessage());
  }
}
