package dev.loom.models;

import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelListener;
import dev.loom.api.model.ModelProvider;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ModelRole;
import dev.loom.contracts.config.ModelCallConfig;
import dev.loom.contracts.model.ModelList;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// One model with what keeps it and its callers from harm: so many calls at a time, so many tries,
/// and a circuit.
final class GuardedModel implements Router.Model {
  /// The longest a call waits in line; shorter than askers of the bus wait.
  private static final Duration LINE_MAX = Duration.ofMinutes(50);

  /// Providers that watch the time themselves give better reasons, so they may be first.
  private static final Duration GRACE = Duration.ofSeconds(5);

  private static final Logger LOG = System.getLogger(GuardedModel.class.getName());

  private final ModelProvider provider;
  private final String kind;
  private final Price price;
  private final ModelCallConfig calls;
  private final Circuit circuit;
  private final Backoff backoff;
  private final Semaphore permits;

  GuardedModel(
      ModelProvider provider,
      String kind,
      Price price,
      ModelCallConfig calls,
      Circuit circuit,
      Backoff backoff) {
    this.provider = provider;
    this.kind = kind;
    this.price = price;
    this.calls = calls;
    this.circuit = circuit;
    this.backoff = backoff;
    this.permits = new Semaphore(calls.parallelMax(), true);
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

  boolean hasUnlimitedContext() {
    return provider.hasUnlimitedContext();
  }

  @Override
  public boolean isOpen() {
    return circuit.isOpen();
  }

  /// Asks it, again and again while that makes sense.
  ///
  /// @throws ModelException what the last try came to
  ModelResponse ask(ModelRequest request, ModelListener listener)
      throws ModelException, InterruptedException {
    ModelException last = null;
    for (var tries = 1; tries <= calls.attemptsMax(); tries++) {
      try {
        return askOnce(request, listener);
      } catch (Circuit.OpenException open) {
        throw last == null ? resting() : last;
      } catch (ModelException failure) {
        last = failure;
      }
      var pause = backoff.after(tries, last);
      if (pause.isEmpty() || tries == calls.attemptsMax() || circuit.isOpen()) {
        break;
      }
      Thread.sleep(pause.get());
    }
    throw last;
  }

  private ModelResponse askOnce(ModelRequest request, ModelListener listener)
      throws ModelException, InterruptedException, Circuit.OpenException {
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
      return circuit.call(() -> completeInTime(request, listener));
    } finally {
      permits.release();
    }
  }

  /// Providers of plug-ins need not know any deadline, and may throw anything.
  private ModelResponse completeInTime(ModelRequest request, ModelListener listener)
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

  private ModelException resting() {
    return ModelException.retryable(
        "It is left alone for "
            + calls.circuitResetSeconds()
            + " s after "
            + calls.circuitFailuresMax()
            + " failures in a row (model_calls.circuit_failures_max).",
        null);
  }

  /// What an answer of this model cost, in US dollars.
  double cost(ModelResponse response) {
    return price.of(response.usage());
  }

  /// This model as a line of the list of models.
  ModelList.Line line(boolean healthy) {
    return new ModelList.Line(
        provider.name(),
        provider.model(),
        kind,
        provider.tier(),
        provider.roles(),
        healthy,
        circuit.state(),
        price.inputUsd(),
        price.outputUsd());
  }

  boolean healthy() throws InterruptedException {
    return provider.healthy();
  }
}
