package dev.loom.tools.host;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// The clock of one call: interrupts its thread when time is up, and never after it ended.
final class CallTimeout implements AutoCloseable {
  private final Thread thread = Thread.currentThread();
  private final Duration limit;
  private final long deadlineNanos;
  private final Future<?> timer;
  private boolean expired;
  private boolean ended;

  /// Starts the clock for the calling thread.
  CallTimeout(Duration limit, ScheduledExecutorService clock) {
    this.limit = limit;
    this.deadlineNanos = System.nanoTime() + limit.toNanos();
    this.timer = clock.schedule(this::expire, limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  private synchronized void expire() {
    if (!ended) {
      expired = true;
      thread.interrupt();
    }
  }

  /// Interrupts the call for another reason than time.
  synchronized void interrupt() {
    if (!ended) {
      thread.interrupt();
    }
  }

  synchronized boolean isExpired() {
    return expired;
  }

  Duration limit() {
    return limit;
  }

  /// The time left, never negative.
  Duration remaining() {
    return Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
  }

  /// Stops the clock. What it had interrupted is over, so the interrupt is taken back.
  @Override
  public void close() {
    timer.cancel(false);
    synchronized (this) {
      ended = true;
      if (expired) {
        Thread.interrupted();
      }
    }
  }
}
