package dev.loom.models;

import dev.loom.api.model.ModelException;
import dev.loom.contracts.config.ModelCallConfig;
import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Leaves a model alone for a while after several failures in a row, then lets one call try.
///
/// Only failures of the endpoint count. A refusal that asking again would not change, such as a
/// wrong key, proves that the endpoint is there; so does being asked to slow down.
final class ModelCircuitBreaker {
  private static final long NO_TIMEOUT = -1;

  private final CircuitBreaker breaker;

  ModelCircuitBreaker(Vertx vertx, String alias, ModelCallConfig calls) {
    var windowSeconds =
        (long) calls.circuitFailuresMax()
            * (calls.totalTimeoutSeconds() + RetryBackoff.CAP.toSeconds() + 1);
    var options =
        new CircuitBreakerOptions()
            .setMaxFailures(calls.circuitFailuresMax())
            .setResetTimeout(TimeUnit.SECONDS.toMillis(calls.circuitResetSeconds()))
            .setTimeout(NO_TIMEOUT)
            .setFailuresRollingWindow(TimeUnit.SECONDS.toMillis(windowSeconds));
    this.breaker = CircuitBreaker.create("model-" + alias, vertx, options);
    this.breaker.<Object>failurePolicy(result -> result.failed() && isCounted(result.cause()));
  }

  private boolean isCounted(Throwable failure) {
    if (failure instanceof ModelException modelFailure) {
      return modelFailure.isRetryable() && !modelFailure.isRateLimited();
    }
    // A call that was stopped says nothing; but it must not close a circuit it was to test.
    return breaker.state() == CircuitBreakerState.HALF_OPEN;
  }

  /// `closed`, `open` or `half_open`.
  String state() {
    return breaker.state().name().toLowerCase(Locale.ROOT);
  }

  boolean isOpen() {
    return breaker.state() == CircuitBreakerState.OPEN;
  }

  /// Gives back its timer. A call that is under way is not disturbed.
  void close() {
    breaker.close();
  }

  /// Makes a call if the circuit allows one.
  ///
  /// @throws OpenException when it does not; nothing was called
  <T> T call(Call<T> call) throws ModelException, InterruptedException, OpenException {
    return breaker.state() == CircuitBreakerState.CLOSED
        ? callWhenClosed(call)
        : callWhenNotClosed(call);
  }

  /// A call while the circuit is closed. Most succeed, and that is said without a way over an event
  /// loop, which would cost more than all else here.
  private <T> T callWhenClosed(Call<T> call) throws ModelException, InterruptedException {
    try {
      var answer = call.call();
      breaker.reset();
      return answer;
    } catch (ModelException | RuntimeException failure) {
      var counted = new CompletableFuture<Void>();
      breaker
          .<Object>execute(promise -> promise.fail(failure))
          .onComplete(ignored -> counted.complete(null));
      awaitCounted(counted);
      throw failure;
    }
  }

  /// A call that the breaker lets through, as the one that tests the model, or does not.
  private <T> T callWhenNotClosed(Call<T> call)
      throws ModelException, InterruptedException, OpenException {
    var entered = new CompletableFuture<Promise<Object>>();
    var counted = new CompletableFuture<Void>();
    breaker
        .<Object>execute(entered::complete)
        .onComplete(
            result -> {
              entered.cancel(false);
              counted.complete(null);
            });
    var promise = enter(entered);
    try {
      var answer = call.call();
      promise.complete(answer);
      return answer;
    } catch (ModelException | RuntimeException failure) {
      promise.fail(failure);
      awaitCounted(counted);
      throw failure;
    } catch (InterruptedException stopped) {
      promise.fail(stopped);
      throw stopped;
    }
  }

  private static Promise<Object> enter(CompletableFuture<Promise<Object>> entered)
      throws InterruptedException, OpenException {
    try {
      return entered.get();
    } catch (ExecutionException | CancellationException refused) {
      throw new OpenException();
    }
  }

  /// The breaker counts on an event loop; whoever asks next should find the count done.
  private static void awaitCounted(CompletableFuture<Void> counted) throws InterruptedException {
    try {
      counted.get(1, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException late) {
      // Then it counts a little later.
    }
  }

  /// A call to a model.
  @FunctionalInterface
  interface Call<T> {
    T call() throws ModelException, InterruptedException;
  }

  /// The model is left alone now.
  static final class OpenException extends Exception {
    private static final long serialVersionUID = 1L;

    OpenException() {
      super("the circuit is open", null, false, false);
    }
  }
}
