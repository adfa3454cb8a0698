package dev.loom.models;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Interrupts the thread that set it, unless it is closed in time.
final class InterruptTimer implements AutoCloseable {
  private final Thread target = Thread.currentThread();
  private final CompletableFuture<Void> timer = new CompletableFuture<>();
  private boolean closed;
  private boolean hasFired;

  InterruptTimer(Duration after) {
    timer.completeOnTimeout(null, after.toMillis(), TimeUnit.MILLISECONDS).thenRun(this::fire);
  }

  private synchronized void fire() {
    if (!closed) {
      hasFired = true;
      target.interrupt();
    }
  }

  synchronized boolean hasFired() {
    return hasFired;
  }

  /// From here on the thread is not interrupted any more, and an interrupt of this alarm that it
  /// has not noticed is taken back.
  @Override
  public synchronized void close() {
    closed = true;
    timer.cancel(false);
    if (hasFired) {
      Thread.interrupted();
    }
  }
}
