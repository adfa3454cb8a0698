package dev.loom.models;

import dev.loom.api.model.ModelException;
import dev.loom.contracts.config.ModelCallConfig;
import dev.loom.models.replay.CurrentStep;
import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Rejects calls for a while after several consecutive failures, then admits a single trial call.
///
/// Only retryable endpoint failures count. A permanent failure such as a wrong key, like a rate
/// limit, shows that the endpoint is reachable.
final class ModelCircuitBreaker {
  private static final long NO_TIMEOUT = -1;

  private final CircuitBreaker breaker;

  ModelCircuitBreaker(Vertx vertx, String alias, ModelCallConfig callConfig) {
    var windowSeconds =
        (long) callConfig.circuitFailuresMax()
            * (callConfig.totalTimeoutSeconds() + RetryBackoff.CAP.toSeconds() + 1);
    var options =
        new CircuitBreakerOptions()
            .setMaxFailures(callConfig.circuitFailuresMax())
            .setResetTimeout(TimeUnit.SECONDS.toMillis(callConfig.circuitResetSeconds()))
            .setTimeout(NO_TIMEOUT)
            .setFailuresRollingWindow(TimeUnit.SECONDS.toMillis(windowSeconds));
    this.breaker = CircuitBreaker.create("model-" + alias, vertx, options);
    this.breaker.<Object>failurePolicy(result -> result.failed() && isCounted(result.cause()));
  }

  private boolean isCounted(Throwable failure) {
    if (failure instanceof ModelException modelFailure) {
      return modelFailure.isRetryable() && !modelFailure.isRateLimited();
    }
    // A cancelled call says nothing about the endpoint, but a cancelled trial call must not close
    // the circuit.
    return breaker.state() == CircuitBreakerState.HALF_OPEN;
  }

  /// Returns `closed`, `open` or `half_open`.
  String state() {
    return breaker.state().name().toLowerCase(Locale.ROOT);
  }

  boolean isClosed() {
    return breaker.state() == CircuitBreakerState.CLOSED;
  }

  boolean isOpen() {
    return breaker.state() == CircuitBreakerState.OPEN;
  }

  /// Releases the timer. Calls in progress are not affected.
  void close() {
    breaker.close();
  }

  /// Runs a call if the circuit admits it, as the trial call if it is half open.
  ///
  /// While the circuit is closed, the breaker learns of the call only afterwards, which avoids a
  /// costly hop to an event loop for every call.
  ///
  /// @throws OpenException if the circuit is open; nothing was called
  <T> T call(CurrentStep.ModelCall<T> call)
      throws ModelException, InterruptedException, OpenException {
    var recorded = new CompletableFuture<Void>();
    var trial = Optional.<Promise<Object>>empty();
    if (breaker.state() != CircuitBreakerState.CLOSED) {
      var admission = new CompletableFuture<Promise<Object>>();
      execute(admission::complete, recorded).onComplete(ignored -> admission.cancel(false));
      trial = Optional.of(awaitAdmission(admission));
    }
    try {
      var value = call.call();
      trial.ifPresentOrElse(promise -> promise.complete(value), breaker::reset);
      return value;
    } catch (ModelException | RuntimeException failure) {
      trial.ifPresentOrElse(
          promise -> promise.fail(failure),
          () -> execute(promise -> promise.fail(failure), recorded));
      awaitRecorded(recorded);
      throw failure;
    } catch (InterruptedException exception) {
      trial.ifPresent(promise -> promise.fail(exception));
      throw exception;
    }
  }

  private Future<Object> execute(
      Handler<Promise<Object>> command, CompletableFuture<Void> recorded) {
    return breaker.<Object>execute(command).onComplete(ignored -> recorded.complete(null));
  }

  private static Promise<Object> awaitAdmission(CompletableFuture<Promise<Object>> admission)
      throws InterruptedException, OpenException {
    try {
      return admission.get();
    } catch (ExecutionException | CancellationException ignored) {
      throw new OpenException();
    }
  }

  /// Waits for the event loop to record a failure, so that the next caller sees the new state.
  private static void awaitRecorded(CompletableFuture<Void> recorded) throws InterruptedException {
    try {
      recorded.get(1, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException ignored) {
      // The failure is recorded a little later.
    }
  }

  /// The circuit is open; the call was not made.
  static final class OpenException extends Exception {
    private static final long serialVersionUID = 1L;

    OpenException() {
      super("the circuit is open", null, false, false);
    }
  }
}
