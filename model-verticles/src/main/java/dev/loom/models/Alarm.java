package dev.loom.models;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Interrupts the thread that set it, unless it is closed in time.
final class Alarm implements AutoCloseable {
  private final Thread sleeper = Thread.currentThread();
  private final CompletableFuture<Void> timer = new CompletableFuture<>();
  private boolean off;
  private boolean rang;

  Alarm(Duration after) {
    timer.completeOnTimeout(null, after.toMillis(), TimeUnit.MILLISECONDS).thenRun(this::ring);
  }

  private synchronized void ring() {
    if (!off) {
      rang = true;
      sleeper.interrupt();
    }
  }

  synchronized boolean rang() {
    return rang;
  }

  /// From here on the thread is not interrupted any more, and an interrupt of this alarm that it
  /// has not noticed is taken back.
  @Override
  public synchronized void close() {
    off = true;
    timer.cancel(false);
    if (rang) {
      Thread.interrupted();
    }
  }
}
