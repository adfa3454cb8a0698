package dev.loom.models;

import dev.loom.api.model.ModelException;
import dev.loom.models.replay.CurrentStep;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

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

  /// Runs a call that is interrupted at a timeout.
  ///
  /// @throws TimeoutException if the call was interrupted because of the timeout
  static <T> T callWithin(Duration timeout, CurrentStep.ModelCall<T> call)
      throws ModelException, InterruptedException, TimeoutException {
    try (var timer = new InterruptTimer(timeout)) {
      try {
        return call.call();
      } catch (InterruptedException exception) {
        if (timer.hasFired()) {
          throw new TimeoutException();
        }
        throw exception;
      }
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
