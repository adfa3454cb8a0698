package dev.loom.models;

import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelListener;
import dev.loom.api.model.ModelProvider;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ModelRole;
import dev.loom.api.model.TokenUsage;
import dev.loom.contracts.config.ModelCallConfig;
import dev.loom.contracts.config.ModelConfig;
import dev.loom.contracts.model.CompleteModel;
import dev.loom.contracts.model.ListModels;
import dev.loom.contracts.task.ModelUsage;
import dev.loom.models.ratelimit.RateLimiter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// Wraps a model with a concurrency limit, retries, a rate limiter, a circuit breaker and metrics.
final class ResilientModel implements ModelRouter.RoutableModel {
  /// The longest wait for a concurrency slot; shorter than the timeout of bus requests.
  private static final Duration SLOT_WAIT_MAX = Duration.ofMinutes(50);

  /// Added to the total timeout, so that a provider's own timeout, whose message is more precise,
  /// comes first.
  private static final Duration GRACE = Duration.ofSeconds(5);

  /// A longer wait for the rate limit, or before a retry, is reported.
  private static final Duration SILENT_WAIT_MAX = Duration.ofSeconds(2);

  private static final String ACCOUNT_LIMITED =
      "The rate limit of its account is reached by other calls.";

  /// Provider kinds that use no tokens, or replay recorded counts.
  static final Set<String> UNMETERED_KINDS = Set.of("builtin", "replay");

  private static final Logger LOG = System.getLogger(ResilientModel.class.getName());

  private final ModelProvider provider;
  private final String kind;
  private final ModelConfig.Prices prices;
  private final ModelCallConfig callConfig;
  private final ModelCircuitBreaker circuitBreaker;
  private final RetryBackoff backoff;
  private final RateLimiter rateLimiter;
  private final Semaphore permits;
  private final TokenEstimator estimator = new TokenEstimator();
  private final ModelMetrics metrics = new ModelMetrics();

  /// The message of the last failed call; empty before.
  private volatile String lastProblem = "";

  /// @param rateLimiter the limiter shared by all models of the provider's account
  ResilientModel(
      ModelProvider provider,
      String kind,
      ModelConfig.Prices prices,
      ModelCallConfig callConfig,
      ModelCircuitBreaker circuitBreaker,
      RetryBackoff backoff,
      RateLimiter rateLimiter) {
    this.provider = provider;
    this.kind = kind;
    this.prices = prices;
    this.callConfig = callConfig;
    this.circuitBreaker = circuitBreaker;
    this.backoff = backoff;
    this.rateLimiter = rateLimiter;
    this.permits = new Semaphore(callConfig.parallelMax(), true);
  }

  @Override
  public String alias() {
    return provider.name();
  }

  @Override
  public int tier() {
    return provider.tier();
  }

  @Override
  public Set<ModelRole> roles() {
    return provider.roles();
  }

  @Override
  public double load() {
    return (double) metrics.inFlight() / callConfig.parallelMax();
  }

  String rateLimitKey() {
    return provider.rateLimitKey();
  }

  /// Returns the longest form of the request that fits the model's context window, or the shortest
  /// form if none fits.
  ModelRequest fitToContext(CompleteModel call) {
    int tokensMax = provider.promptTokensMax();
    if (tokensMax == Integer.MAX_VALUE) {
      return call.request();
    }
    var longest = call.shortened().isEmpty() ? call.request() : call.shortened().getFirst();
    return tokensMax == 0 || estimator.estimateTokens(longest) <= tokensMax
        ? longest
        : call.shortened().stream()
            .filter(shorter -> estimator.estimateTokens(shorter) <= tokensMax)
            .findFirst()
            .orElse(call.shortened().isEmpty() ? longest : call.shortened().getLast());
  }

  /// Completes a request, retrying retryable failures.
  ///
  /// @param listeners provides a listener for each try
  /// @param waits receives long waits
  /// @param passedOver the reasons why other models did not complete it
  /// @throws ModelException the last failure, with the tokens of all
  CompleteModel.Completion complete(
      ModelRequest request,
      Supplier<ModelListener> listeners,
      WaitListener waits,
      List<String> passedOver)
      throws ModelException, InterruptedException {
    metrics.callStarted();
    try {
      return measure(request, completeWithRetries(request, listeners, waits), passedOver);
    } catch (ModelException failure) {
      metrics.recordUsage(usage(failure.usage()));
      throw failure;
    } finally {
      metrics.callEnded();
    }
  }

  /// @param spent tokens of failed tries, which are billed too
  private record Completed(ModelResponse response, TokenUsage spent) {}

  private Completed completeWithRetries(
      ModelRequest request, Supplier<ModelListener> listeners, WaitListener waits)
      throws ModelException, InterruptedException {
    var ticket = rateLimiter.issueTicket(Duration.ofSeconds(callConfig.rateLimitWaitSeconds()));
    ModelException lastFailure = null;
    var spent = TokenUsage.NONE;
    for (var tryNumber = 1; tryNumber <= callConfig.attemptsMax(); tryNumber++) {
      try {
        return new Completed(completeInSlot(ticket, waits, request, listeners), spent);
      } catch (ModelCircuitBreaker.OpenException ignored) {
        break;
      } catch (ModelException failure) {
        lastFailure = failure;
        spent = spent.plus(failure.usage());
      }
      var pause =
          lastFailure.isRateLimited()
              ? Optional.<Duration>empty()
              : backoff.delayAfter(tryNumber, lastFailure);
      if (pause.isEmpty() || tryNumber == callConfig.attemptsMax() || circuitBreaker.isOpen()) {
        break;
      }
      reportLong(waits, lastFailure.getMessage(), tryNumber, pause.get());
      Thread.sleep(pause.get());
    }
    throw outcome(lastFailure).withUsage(spent);
  }

  /// Returns the failure of a call: with an open circuit the outage that its tries were part of, if
  /// the connection broke, as it does when a server goes away. What the server itself answered,
  /// also incompletely, has no cause.
  ///
  /// @param lastFailure null if no try was made
  private ModelException outcome(ModelException lastFailure) {
    var isKnown =
        lastFailure != null
            && (circuitBreaker.isClosed()
                || lastFailure.isUnavailable()
                || lastFailure.getCause() == null
                || !lastFailure.isRetryable());
    return isKnown ? lastFailure : circuitOpenException();
  }

  /// Returns tokens with what this model asks for them.
  ModelUsage usage(TokenUsage tokens) {
    return ModelUsage.of(tokens, prices.costOf(tokens));
  }

  private ModelResponse completeInSlot(
      RateLimiter.Ticket ticket,
      WaitListener waits,
      ModelRequest request,
      Supplier<ModelListener> listeners)
      throws ModelException, InterruptedException, ModelCircuitBreaker.OpenException {
    if (circuitBreaker.isOpen()) {
      throw new ModelCircuitBreaker.OpenException();
    }
    if (!awaitSlot(ticket, waits)) {
      throw ModelException.retryable(
          "It has %d calls running (model_calls.parallel_max), and none ended for %d minutes."
              .formatted(callConfig.parallelMax(), SLOT_WAIT_MAX.toMinutes()),
          null);
    }
    try {
      return completeRateLimited(ticket, waits, request, listeners);
    } finally {
      permits.release();
    }
  }

  /// Waits for a slot. Calls that hold one may wait for the rate limit, so this call waits for it
  /// too.
  private boolean awaitSlot(RateLimiter.Ticket ticket, WaitListener waits)
      throws InterruptedException {
    var periods = SLOT_WAIT_MAX.dividedBy(RateLimiter.REPORT_PERIOD);
    var seconds = 0L;
    for (var period = 0; period <= periods; period++) {
      if (permits.tryAcquire(seconds, TimeUnit.SECONDS)) {
        return true;
      }
      seconds = RateLimiter.REPORT_PERIOD.toSeconds();
      reportLong(waits, ACCOUNT_LIMITED, 1, ticket.expectedWait());
    }
    return false;
  }

  private static void reportLong(WaitListener waits, String reason, int attempt, Duration wait) {
    if (wait.compareTo(SILENT_WAIT_MAX) > 0) {
      waits.onWait(reason, attempt, wait);
    }
  }

  /// Waits for the rate limiter before each call. A call that the endpoint rejects because of its
  /// rate limit is repeated here and does not use up a retry.
  private ModelResponse completeRateLimited(
      RateLimiter.Ticket ticket,
      WaitListener waits,
      ModelRequest request,
      Supplier<ModelListener> listeners)
      throws ModelException, InterruptedException, ModelCircuitBreaker.OpenException {
    Optional<ModelException> rejection = Optional.empty();
    for (var attempt = 1; awaitStart(ticket, waits, rejection, attempt); attempt++) {
      try {
        return circuitBreaker.call(() -> completeWithTimeout(request, listeners));
      } catch (ModelException failure) {
        if (!failure.isRateLimited()) {
          throw failure;
        }
        ticket.onRateLimited(failure.retryAfter());
        rejection = Optional.of(failure);
      }
    }
    throw rateLimitWaitExceeded(rejection);
  }

  private static boolean awaitStart(
      RateLimiter.Ticket ticket,
      WaitListener waits,
      Optional<ModelException> rejection,
      int attempt)
      throws InterruptedException {
    var reason = rejection.map(ModelException::getMessage).orElse(ACCOUNT_LIMITED);
    return ticket.await(wait -> reportLong(waits, reason, Math.max(1, attempt - 1), wait));
  }

  private ModelException rateLimitWaitExceeded(Optional<ModelException> rejection) {
    var prefix = rejection.map(lastFailure -> lastFailure.getMessage() + " ").orElse("");
    return ModelException.rateLimited(
        "%sThe call would have to wait longer than %d s (model_calls.rate_limit_wait_seconds)."
            .formatted(prefix, callConfig.rateLimitWaitSeconds()),
        null);
  }

  /// Completes a request and counts a failure or cancellation.
  private ModelResponse completeWithTimeout(ModelRequest request, Supplier<ModelListener> listeners)
      throws ModelException, InterruptedException {
    var limit = Duration.ofSeconds(callConfig.totalTimeoutSeconds()).plus(GRACE);
    try {
      return InterruptTimer.callWithin(limit, () -> provider.complete(request, listeners.get()));
    } catch (InterruptedException exception) {
      metrics.recordCancellation();
      throw exception;
    } catch (TimeoutException exception) {
      throw counted(
          ModelException.retryable(
              "It did not finish within %d s (model_calls.total_timeout_seconds)."
                  .formatted(callConfig.totalTimeoutSeconds()),
              null));
    } catch (RuntimeException exception) {
      LOG.log(Level.ERROR, "Unexpected exception in the provider of model " + alias(), exception);
      throw counted(ModelException.permanent("Its provider has a fault; see the log."));
    } catch (ModelException failure) {
      throw counted(failure);
    }
  }

  private ModelException counted(ModelException failure) {
    metrics.recordFailure(failure);
    lastProblem = failure.getMessage();
    return failure;
  }

  private CompleteModel.Completion measure(
      ModelRequest request, Completed completed, List<String> passedOver) {
    var response = completed.response();
    var isMetered = !UNMETERED_KINDS.contains(kind);
    var estimated = isMetered && TokenEstimator.isUnreported(response);
    if (isMetered && !estimated) {
      estimator.learn(request, response);
    }
    var ownUsage = estimated ? estimator.estimateUsage(request, response) : response.usage();
    var responseWithUsage = response.withUsage(ownUsage.plus(completed.spent()));
    var usage = usage(responseWithUsage.usage());
    metrics.recordResponse(usage, estimated);
    return new CompleteModel.Completion(alias(), responseWithUsage, usage.costUsd(), passedOver);
  }

  private ModelException circuitOpenException() {
    var text =
        "%s It is not called for %d s after %d consecutive failures (model_calls.circuit_failures_max)."
            .formatted(
                lastProblem, callConfig.circuitResetSeconds(), callConfig.circuitFailuresMax());
    return ModelException.unavailable(text.strip(), null);
  }

  /// Returns this model's entry in the model list.
  ///
  /// @param problem the result of the health check; empty if healthy
  ListModels.ModelStatus status(String problem) {
    return new ListModels.ModelStatus(
        provider.name(),
        provider.model(),
        kind,
        provider.tier(),
        provider.roles(),
        problem.isEmpty(),
        problem,
        circuit(),
        new ListModels.Price(prices.inputPriceUsd(), prices.outputPriceUsd()),
        metrics.snapshot());
  }

  /// Returns `closed`, `open` or `half_open`.
  String circuit() {
    return circuitBreaker.state();
  }

  /// Checks the provider.
  ///
  /// @return the problem; empty if healthy
  Optional<String> checkHealth() throws InterruptedException {
    return provider.checkHealth();
  }

  /// Releases the circuit breaker. Calls in progress complete.
  void close() {
    circuitBreaker.close();
  }
}
