package dev.loom.models;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Interrupts the creating thread at a timeout, unless closed earlier.
final class InterruptTimer implements AutoCloseable {
  private final Thread target = Thread.currentThread();
  private final CompletableFuture<Void> timer = new CompletableFuture<>();
  private boolean closed;
  private boolean hasFired;

  InterruptTimer(Duration timeout) {
    timer.completeOnTimeout(null, timeout.toMillis(), TimeUnit.MILLISECONDS).thenRun(this::fire);
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

  /// Stops the timer. If it has fired, clears the interrupt flag of the calling thread, even if
  /// another interrupt arrived too.
  @Override
  public synchronized void close() {
    closed = true;
    timer.cancel(false);
    if (hasFired) {
      Thread.interrupted();
    }
  }
}
