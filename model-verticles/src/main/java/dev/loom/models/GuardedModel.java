package dev.loom.models;

import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelListener;
import dev.loom.api.model.ModelProvider;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ModelRole;
import dev.loom.contracts.config.ModelCallConfig;
import dev.loom.contracts.model.CompleteModel;
import dev.loom.contracts.model.ModelList;
import dev.loom.contracts.task.Usage;
import dev.loom.models.pace.Turnstile;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// One model with what keeps it and its callers from harm: so many calls at a time, so many tries,
/// a circuit, and the turnstile of its account. It counts what becomes of them.
final class GuardedModel implements Router.Model {
  /// The longest a call waits in line; shorter than askers of the bus wait.
  private static final Duration LINE_MAX = Duration.ofMinutes(50);

  /// Providers that watch the time themselves give better reasons, so they may be first.
  private static final Duration GRACE = Duration.ofSeconds(5);

  /// Kinds that no tokens are behind, or whose counts are recorded.
  private static final Set<String> WITHOUT_TOKENS = Set.of("builtin", "replay");

  private static final Logger LOG = System.getLogger(GuardedModel.class.getName());

  private final ModelProvider provider;
  private final String kind;
  private final Price price;
  private final ModelCallConfig calls;
  private final Circuit circuit;
  private final Backoff backoff;
  private final Turnstile turnstile;
  private final Semaphore permits;
  private final TokenMeter meter;
  private final Tally tally = new Tally();

  /// @param turnstile that of the provider's account
  GuardedModel(
      ModelProvider provider,
      String kind,
      Price price,
      ModelCallConfig calls,
      Circuit circuit,
      Backoff backoff,
      Turnstile turnstile) {
    this.provider = provider;
    this.kind = kind;
    this.price = price;
    this.calls = calls;
    this.circuit = circuit;
    this.backoff = backoff;
    this.turnstile = turnstile;
    this.permits = new Semaphore(calls.parallelMax(), true);
    this.meter = new TokenMeter(provider.model());
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
  public boolean isOpen() {
    return circuit.isOpen();
  }

  @Override
  public double load() {
    return (double) tally.inFlight() / calls.parallelMax();
  }

  String account() {
    return provider.rateLimitKey();
  }

  /// The longest form of a question that this model can be shown; the shortest when none is short
  /// enough.
  ModelRequest fitting(CompleteModel question) {
    int tokensMax = provider.promptTokensMax();
    if (tokensMax == Integer.MAX_VALUE) {
      return question.request();
    }
    var usual =
        question.shortened().isEmpty() ? question.request() : question.shortened().getFirst();
    return tokensMax == 0 || meter.tokens(usual) <= tokensMax
        ? usual
        : question.shortened().stream()
            .filter(shorter -> meter.tokens(shorter) <= tokensMax)
            .findFirst()
            .orElse(question.shortened().isEmpty() ? usual : question.shortened().getLast());
  }

  /// Asks it, again and again while that makes sense.
  ///
  /// @throws ModelException what the last try came to
  Metered ask(ModelRequest request, ModelListener listener)
      throws ModelException, InterruptedException {
    tally.entered();
    try {
      return metered(request, askAgain(request, listener));
    } finally {
      tally.left();
    }
  }

  private ModelResponse askAgain(ModelRequest request, ModelListener listener)
      throws ModelException, InterruptedException {
    var turn = turnstile.arrive(Duration.ofSeconds(calls.rateLimitWaitSeconds()));
    ModelException last = null;
    for (var tries = 1; tries <= calls.attemptsMax(); tries++) {
      try {
        return askInLine(turn, request, listener);
      } catch (Circuit.OpenException open) {
        throw last == null ? resting() : last;
      } catch (ModelException failure) {
        last = failure;
      }
      var pause = last.isRateLimited() ? Optional.<Duration>empty() : backoff.after(tries, last);
      if (pause.isEmpty() || tries == calls.attemptsMax() || circuit.isOpen()) {
        break;
      }
      Thread.sleep(pause.get());
    }
    throw last;
  }

  private ModelResponse askInLine(Turnstile.Turn turn, ModelRequest request, ModelListener listener)
      throws ModelException, InterruptedException, Circuit.OpenException {
    if (circuit.isOpen()) {
      throw new Circuit.OpenException();
    }
    if (!permits.tryAcquire(LINE_MAX.toSeconds(), TimeUnit.SECONDS)) {
      throw ModelException.retryable(
          "It has "
              + calls.parallelMax()
              + " calls running (model_calls.parallel_max), and none"
              + " ended for "
              + LINE_MAX.toMinutes()
              + " minutes.",
          null);
    }
    try {
      return askInTurn(turn, request, listener);
    } finally {
      permits.release();
    }
  }

  /// A refusal because of the rate is no failed try: the call waits for its turn and asks again.
  private ModelResponse askInTurn(Turnstile.Turn turn, ModelRequest request, ModelListener listener)
      throws ModelException, InterruptedException, Circuit.OpenException {
    Optional<ModelException> refused = Optional.empty();
    while (turn.await()) {
      try {
        return circuit.call(() -> completeInTime(request, listener));
      } catch (ModelException failure) {
        if (!failure.isRateLimited()) {
          throw failure;
        }
        turn.refused(failure.retryAfter());
        refused = Optional.of(failure);
      }
    }
    throw tooSlow(refused);
  }

  private ModelException tooSlow(Optional<ModelException> refused) {
    var said = refused.map(last -> last.getMessage() + " ").orElse("");
    return ModelException.rateLimited(
        said
            + "It would have had to wait longer than "
            + calls.rateLimitWaitSeconds()
            + " s (model_calls.rate_limit_wait_seconds).",
        null);
  }

  /// Providers of plug-ins need not know any deadline, and may throw anything.
  private ModelResponse completeInTime(ModelRequest request, ModelListener listener)
      throws ModelException, InterruptedException {
    try {
      return complete(request, listener);
    } catch (ModelException failure) {
      tally.failed(failure);
      throw failure;
    } catch (InterruptedException stopped) {
      tally.stopped();
      throw stopped;
    }
  }

  private ModelResponse complete(ModelRequest request, ModelListener listener)
      throws ModelException, InterruptedException {
    var limit = Duration.ofSeconds(calls.totalTimeoutSeconds()).plus(GRACE);
    try (var alarm = new Alarm(limit)) {
      try {
        return provider.complete(request, listener);
      } catch (InterruptedException stopped) {
        if (alarm.rang()) {
          throw ModelException.retryable(
              "It did not finish within "
                  + calls.totalTimeoutSeconds()
                  + " s (model_calls.total_timeout_seconds).",
              null);
        }
        throw stopped;
      } catch (RuntimeException fault) {
        LOG.log(Level.ERROR, "A fault in the provider of the model " + alias(), fault);
        throw ModelException.permanent("Its provider has a fault; the log has the details.");
      }
    }
  }

  private Metered metered(ModelRequest request, ModelResponse response) {
    var estimated = !WITHOUT_TOKENS.contains(kind) && TokenMeter.isUnreported(response);
    if (!estimated) {
      meter.learn(request, response);
    }
    var known = estimated ? response.withUsage(meter.reckon(request, response)) : response;
    var usage = Usage.of(known.usage(), price.of(known.usage()));
    tally.answered(usage, estimated);
    return new Metered(known, usage.costUsd());
  }

  private ModelException resting() {
    return ModelException.retryable(
        "It is left alone for "
            + calls.circuitResetSeconds()
            + " s after "
            + calls.circuitFailuresMax()
            + " failures in a row (model_calls.circuit_failures_max).",
        null);
  }

  /// This model as a line of the list of models.
  ///
  /// @param problem what is wrong with it; empty when it is healthy
  ModelList.ModelStatus line(String problem) {
    var count = tally.count();
    return new ModelList.ModelStatus(
        provider.name(),
        provider.model(),
        kind,
        provider.tier(),
        provider.roles(),
        problem.isEmpty(),
        problem,
        circuit.state(),
        price.inputUsd(),
        price.outputUsd(),
        count.inFlight(),
        count.calls(),
        count.failures(),
        count.rateLimited(),
        count.estimatedAnswers(),
        count.usage());
  }

  /// What keeps it from answering; empty when it is healthy.
  Optional<String> problem() throws InterruptedException {
    return provider.checkHealth();
  }

  /// It is asked no more. Calls under way come to their end.
  void close() {
    circuit.close();
  }
}
