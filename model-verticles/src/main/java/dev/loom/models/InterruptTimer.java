package dev.loom.models;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Interrupts the thread that created it unless it is closed before the timeout.
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

  /// Stops the timer. Clears the interrupt flag if this timer set it and the thread has not
  /// noticed.
  @Override
  public synchronized void close() {
    closed = true;
    timer.cancel(false);
    if (hasFired) {
      Thread.interrupted();
    }
  }
}
