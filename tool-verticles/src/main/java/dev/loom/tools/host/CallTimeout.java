package dev.loom.tools.host;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Interrupts the thread of a call at its deadline, but not after the call has ended.
final class CallTimeout implements AutoCloseable {
  private final Thread thread = Thread.currentThread();
  private final Duration limit;
  private final long deadlineNanos;
  private final Future<?> timer;
  private boolean expired;
  private boolean ended;

  /// Starts the timer for the calling thread.
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

  /// Interrupts the call before its deadline.
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

  /// Time until the deadline, never negative.
  Duration remaining() {
    return Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
  }

  /// Stops the timer and clears the interrupt status if the timer has set it.
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
