package dev.loom.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/// Polls a condition until it holds or a deadline passes.
record PollingDeadline(long nanos) {
  private static final long PAUSE_NANOS = 20_000_000;

  static PollingDeadline after(Duration timeout) {
    return new PollingDeadline(System.nanoTime() + timeout.toNanos());
  }

  void until(String what, Callable<Boolean> condition) throws Exception {
    while (!condition.call()) {
      if (System.nanoTime() - nanos > 0) {
        throw new AssertionError("timeout while waiting until " + what);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
