package dev.loom.models;

import dev.loom.api.model.ModelException;
import dev.loom.contracts.config.ModelCallConfig;
import dev.loom.models.replay.CurrentStep;
import java.util.concurrent.TimeUnit;

/// Rejects calls for a while after several consecutive failures, then admits a single trial call.
///
/// Only retryable endpoint failures count. A permanent failure such as a wrong key, like a rate
/// limit, shows that the endpoint is reachable. Thread-safe.
final class ModelCircuitBreaker {
  private final int failuresMax;
  private final long resetNanos;
  private int consecutiveFailures;
  private boolean open;
  private long openedAt;
  private boolean trialRunning;

  ModelCircuitBreaker(ModelCallConfig callConfig) {
    this.failuresMax = callConfig.circuitFailuresMax();
    this.resetNanos = TimeUnit.SECONDS.toNanos(callConfig.circuitResetSeconds());
  }

  /// Returns `closed`, `open` or `half_open`.
  synchronized String state() {
    if (!open) {
      return "closed";
    }
    return isOpen() ? "open" : "half_open";
  }

  synchronized boolean isOpen() {
    return open && System.nanoTime() - openedAt < resetNanos;
  }

  /// Runs a call if the circuit admits it.
  ///
  /// @throws OpenException if the circuit is open or its trial call is running; nothing was called
  <T> T call(CurrentStep.ModelCall<T> call)
      throws ModelException, InterruptedException, OpenException {
    var isTrial = admit();
    try {
      var value = call.call();
      close();
      return value;
    } catch (ModelException failure) {
      if (failure.isRetryable() && !failure.isRateLimited()) {
        recordFailure(isTrial);
      } else {
        close();
      }
      throw failure;
    } catch (InterruptedException | RuntimeException exception) {
      // A cancelled call says nothing about the endpoint, but a cancelled trial call must not close
      // the circuit.
      if (isTrial) {
        open();
      }
      throw exception;
    }
  }

  /// Returns whether the call is a trial call.
  private synchronized boolean admit() throws OpenException {
    if (trialRunning || isOpen()) {
      throw new OpenException();
    }
    trialRunning = open;
    return open;
  }

  private synchronized void recordFailure(boolean isTrial) {
    consecutiveFailures++;
    if (isTrial || !open && consecutiveFailures >= failuresMax) {
      open();
    }
  }

  private synchronized void open() {
    open = true;
    openedAt = System.nanoTime();
    trialRunning = false;
  }

  private synchronized void close() {
    consecutiveFailures = 0;
    open = false;
    trialRunning = false;
  }

  /// The circuit is open; the call was not made.
  static final class OpenException extends Exception {
    private static final long serialVersionUID = 1L;

    OpenException() {
      super("the circuit is open", null, false, false);
    }
  }
}
