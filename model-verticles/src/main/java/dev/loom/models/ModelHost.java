package dev.loom.models;

import dev.loom.api.model.ModelException;
import dev.loom.api.model.TokenUsage;
import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.event.TaskEvent.ModelWaiting;
import dev.loom.contracts.model.CompleteModel;
import dev.loom.contracts.model.ListModels;
import dev.loom.contracts.model.ModelWait;
import dev.loom.models.replay.CurrentStep;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Completes each request with the first suitable model that succeeds, and publishes the streamed
/// tokens.
///
/// Models may be added and removed at any time; a request uses the list that was current when the
/// request arrived.
final class ModelHost {
  /// The time limit of all health checks together; shorter than the timeout of model list requests.
  private static final long HEALTH_SECONDS = 4;

  /// How often a wait for unavailable models looks at their circuits.
  private static final Duration CIRCUIT_CHECK = Duration.ofMillis(500);

  private final Bus bus;
  private final Supplier<OutageWait> waits;
  private final InstantSource clock = InstantSource.system();
  private volatile ModelSet modelSet;

  /// @param waits creates the wait of each request
  /// @throws dev.loom.contracts.error.ServiceException if two models have the same alias
  ModelHost(List<ResilientModel> models, String summary, Bus bus, Supplier<OutageWait> waits) {
    this.bus = bus;
    this.waits = waits;
    this.modelSet = new ModelSet(models, summary);
  }

  /// An immutable list of models with its summary.
  private record ModelSet(List<ResilientModel> models, String summary) {
    ModelSet {
      models = List.copyOf(models);
      var names = new HashSet<String>();
      for (var model : models) {
        if (!names.add(model.alias())) {
          var text = "Two models have the alias '%s'. Rename the one in [models] or the plug-in's.";
          throw ServiceException.invalid(text.formatted(model.alias()));
        }
      }
    }

    static ModelSet afterChange(List<ResilientModel> models) {
      var names = models.stream().map(ResilientModel::alias).collect(Collectors.joining(", "));
      return new ModelSet(
          models,
          "Models: " + (names.isEmpty() ? "none" : names) + ", as changed since the start.");
    }
  }

  /// Adds a model for all later requests.
  ///
  /// @throws dev.loom.contracts.error.ServiceException if its alias is already used
  synchronized void add(ResilientModel model) {
    modelSet =
        ModelSet.afterChange(Stream.concat(modelSet.models().stream(), Stream.of(model)).toList());
  }

  /// Removes a model from all later requests. Calls in progress complete.
  ///
  /// @return the removed model
  /// @throws dev.loom.contracts.error.ServiceException if no model has this alias
  synchronized ResilientModel remove(String alias) {
    var models = modelSet.models();
    var removed =
        models.stream()
            .filter(model -> model.alias().equals(alias))
            .findFirst()
            .orElseThrow(
                () -> ServiceException.notFound("No model has the alias '" + alias + "'."));
    modelSet = ModelSet.afterChange(models.stream().filter(model -> model != removed).toList());
    return removed;
  }

  List<ResilientModel> models() {
    return modelSet.models();
  }

  /// Completes a request. While every suitable model is unavailable, waits and tries all again.
  ///
  /// @throws ServiceException as `MODEL_UNAVAILABLE` if the outage lasts longer than the patience,
  ///   as `FAILED` if a model failed in another way
  CompleteModel.Completion complete(CompleteModel call) throws InterruptedException {
    var tokens = new TokenPublisher(bus, call);
    var wait = waits.get();
    var spent = TokenUsage.NONE;
    var spentUsd = 0.0;
    while (true) {
      var failures = new LinkedHashMap<ResilientModel, ModelException>();
      var completion = tryModels(call, tokens, failures);
      for (var failure : failures.entrySet()) {
        spent = spent.plus(failure.getValue().usage());
        spentUsd += failure.getKey().usage(failure.getValue().usage()).costUsd();
      }
      if (completion.isPresent()) {
        tokens.finish();
        return completion.get().plus(spent, spentUsd);
      }
      if (!wait.isOutage(failures.values())) {
        var retryable = failures.values().stream().anyMatch(ModelException::isRetryable);
        throw ServiceException.failed(
            "No model could answer. " + String.join(" ", reasons(failures)), retryable);
      }
      var delay = wait.nextDelay(failures.values());
      if (delay.isEmpty()) {
        throw ServiceException.modelUnavailable(String.join(" ", reasons(failures)));
      }
      var away =
          failures.entrySet().stream()
              .filter(failure -> failure.getValue().isUnavailable())
              .findFirst()
              .orElseThrow();
      announce(
          call, away.getKey().alias(), away.getValue().getMessage(), wait.rounds(), delay.get());
      awaitRetry(delay.get(), call, failures.values());
    }
  }

  /// Waits for a delay. Without a requested delay it ends early when a circuit changes: that of a
  /// server that is away opens, and the single trial call that closes it costs the server nothing
  /// more.
  private void awaitRetry(Duration delay, CompleteModel call, Collection<ModelException> failures)
      throws InterruptedException {
    var isRequested = failures.stream().anyMatch(failure -> failure.retryAfter().isPresent());
    var endAt = System.nanoTime() + delay.toNanos();
    var circuits = circuits(call);
    for (var left = delay.toNanos(); left > 0; left = endAt - System.nanoTime()) {
      Thread.sleep(Duration.ofNanos(Math.min(left, CIRCUIT_CHECK.toNanos())));
      if (!isRequested && !circuits.equals(circuits(call))) {
        return;
      }
    }
  }

  private Map<String, String> circuits(CompleteModel call) {
    return candidates(call).stream()
        .collect(Collectors.toMap(ResilientModel::alias, ResilientModel::circuit));
  }

  private List<ResilientModel> candidates(CompleteModel call) {
    return new ModelRouter<>(modelSet.models())
        .select(call.request().role(), call.tier(), call.avoided());
  }

  private void announce(
      CompleteModel call, String model, String reason, int attempt, Duration delay) {
    var event =
        new ModelWaiting(call.subtaskId(), model, reason, attempt, clock.instant().plus(delay));
    bus.publish(Addresses.MODEL_WAITS, call.taskId().value(), new ModelWait(call.taskId(), event));
  }

  /// Tries each suitable model once.
  ///
  /// @param failures receives the failure of each model that was tried
  private Optional<CompleteModel.Completion> tryModels(
      CompleteModel call, TokenPublisher tokens, Map<ResilientModel, ModelException> failures)
      throws InterruptedException {
    for (var model : candidates(call)) {
      try {
        return Optional.of(
            CurrentStep.callWithin(
                call,
                () ->
                    model.complete(
                        bus.secrets().redact(model.fitToContext(call)),
                        () -> tokens.nextTry(model.alias()),
                        (reason, attempt, delay) ->
                            announce(call, model.alias(), reason, attempt, delay),
                        reasons(failures))));
      } catch (ModelException failure) {
        failures.put(model, failure);
      }
    }
    return Optional.empty();
  }

  private static List<String> reasons(Map<ResilientModel, ModelException> failures) {
    return failures.entrySet().stream()
        .map(failure -> failure.getKey().alias() + ": " + failure.getValue().getMessage())
        .toList();
  }

  /// Lists all models with their health. The health checks run in parallel.
  ListModels.Found list() throws InterruptedException {
    var current = modelSet;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var healthChecks =
          current.models().stream()
              .<Callable<Optional<String>>>map(model -> model::checkHealth)
              .toList();
      var results = threads.invokeAll(healthChecks, HEALTH_SECONDS, TimeUnit.SECONDS);
      var statuses = new ArrayList<ListModels.ModelStatus>();
      for (var result : results) {
        statuses.add(current.models().get(statuses.size()).status(problem(result)));
      }
      return new ListModels.Found(statuses, current.summary());
    }
  }

  private static String problem(Future<Optional<String>> healthCheck) {
    return switch (healthCheck.state()) {
      case SUCCESS -> healthCheck.resultNow().orElse("");
      case FAILED -> "Its provider failed unexpectedly during the health check.";
      case CANCELLED, RUNNING -> "Its health check did not finish within " + HEALTH_SECONDS + " s.";
    };
  }
}
