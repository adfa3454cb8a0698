package dev.loom.models;

import dev.loom.api.model.ModelProvider;
import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.bus.ConcurrencyLimit;
import dev.loom.contracts.config.ModelCallConfig;
import dev.loom.contracts.config.ModelConfig;
import dev.loom.contracts.model.CompleteModel;
import dev.loom.models.ratelimit.RateLimiter;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/// Hosts the models and serves [Addresses#MODEL_COMPLETE] and [Addresses#MODEL_LIST].
///
/// Deploy it on an event loop. If a model is configured wrongly, the deployment fails with a
/// [dev.loom.contracts.error.ServiceException] that names the key and the remedy.
public final class ModelHostVerticle extends VerticleBase {
  /// The limit of concurrent requests to all models. Each model has its own limit too.
  private static final ConcurrencyLimit COMPLETION_LIMIT = new ConcurrencyLimit(1_024, 10_000);

  /// Sets of models that settings of tasks define, kept for further calls. One that is dropped
  /// serves its calls in progress.
  private static final int TASK_HOSTS_MAX = 16;

  private static final ConcurrencyLimit LIST_LIMIT = new ConcurrencyLimit(4, 64);

  private final Map<String, ModelConfig> models;
  private final ModelCallConfig callConfig;
  private final Map<String, String> environment;
  private final List<ModelProvider> extraProviders;
  private final Promise<String> summary = Promise.promise();
  private final Map<String, RateLimiter> rateLimiters = new ConcurrentHashMap<>();
  private volatile ModelHost host;

  /// By the models, least recently used first. Confined to the context.
  private final LinkedHashMap<Map<String, ModelConfig>, ModelHost> taskHosts =
      new LinkedHashMap<>(16, 0.75f, true);

  /// @param models the `[models]` section by alias; if it is empty and there are no plug-in
  ///   providers, a default model is detected
  /// @param callConfig deadlines and limits of model calls
  /// @param environment values for keys written as `${NAME}`
  /// @param extraProviders providers of plug-ins
  public ModelHostVerticle(
      Map<String, ModelConfig> models,
      ModelCallConfig callConfig,
      Map<String, String> environment,
      List<ModelProvider> extraProviders) {
    this.models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
    this.callConfig = callConfig;
    this.environment = Map.copyOf(environment);
    this.extraProviders = List.copyOf(extraProviders);
  }

  /// Returns a sentence for the user that names the models and the reason for their selection.
  /// Completes during the start, or fails with it.
  public Future<String> summary() {
    return summary.future();
  }

  /// Adds a model at run time. May be called from any thread after the start.
  ///
  /// @return fails with a [dev.loom.contracts.error.ServiceException] if its alias is already used
  public Future<Void> add(ModelProvider provider) {
    return runOnContext(() -> host.add(makeFree(provider, "plugin")));
  }

  /// Removes a model at run time. Calls in progress complete. May be called from any thread after
  /// the start.
  ///
  /// @return fails with a [dev.loom.contracts.error.ServiceException] if no model has this alias
  public Future<Void> remove(String alias) {
    return runOnContext(
        () -> {
          var removed = host.remove(alias);
          removed.close();
          if (host.models().stream()
              .noneMatch(remaining -> remaining.rateLimitKey().equals(removed.rateLimitKey()))) {
            rateLimiters.remove(removed.rateLimitKey());
          }
        });
  }

  /// Runs a change on this verticle's context, so that the resources it creates close with the
  /// verticle.
  private Future<Void> runOnContext(Runnable change) {
    return Future.future(
        completion ->
            context.runOnContext(
                ignored ->
                    Future.succeededFuture()
                        .<Void>map(
                            start -> {
                              change.run();
                              return null;
                            })
                        .onComplete(completion)));
  }

  @Override
  public Future<?> start() {
    return createHost()
        .compose(
            host -> {
              this.host = host;
              var bus = Bus.on(vertx);
              return Future.join(
                  bus.handleBlocking(
                      Addresses.MODEL_COMPLETE,
                      COMPLETION_LIMIT,
                      Bus.ThreadKind.VIRTUAL,
                      this::complete),
                  bus.handleBlocking(
                      Addresses.MODEL_LIST,
                      LIST_LIMIT,
                      Bus.ThreadKind.VIRTUAL,
                      request -> host.list()));
            })
        .onFailure(summary::tryFail);
  }

  private CompleteModel.Completion complete(CompleteModel call) throws InterruptedException {
    return (call.models().isEmpty() ? host : hostOf(call.models()).await()).complete(call);
  }

  /// Creates the models that settings of a task define, unless they are in use. May be called from
  /// any thread after the start.
  ///
  /// @return fails with a [dev.loom.contracts.error.ServiceException] that names the wrong key
  public Future<Void> prepare(Map<String, ModelConfig> taskModels) {
    return hostOf(taskModels).mapEmpty();
  }

  private Future<ModelHost> hostOf(Map<String, ModelConfig> taskModels) {
    var found = Promise.<ModelHost>promise();
    runOnContext(
            () -> {
              var taskHost = taskHosts.get(taskModels);
              if (taskHost == null) {
                var providers = new ProviderFactory(vertx, callConfig, environment);
                taskHost = createConfiguredHost(providers, taskModels);
                taskHosts.put(taskModels, taskHost);
                dropUnused();
              }
              found.complete(taskHost);
            })
        .onFailure(found::fail);
    return found.future();
  }

  private void dropUnused() {
    if (taskHosts.size() > TASK_HOSTS_MAX) {
      var oldest = taskHosts.pollFirstEntry();
      oldest.getValue().models().forEach(ResilientModel::close);
    }
  }

  private Future<ModelHost> createHost() {
    var providers = new ProviderFactory(vertx, callConfig, environment);
    return models.isEmpty() && extraProviders.isEmpty()
        ? new DefaultModelDetector(vertx, providers, environment)
            .detect()
            .map(
                found ->
                    createHost(List.of(makeFree(found.provider(), found.kind())), found.summary()))
        : Future.succeededFuture(providers).map(factory -> createConfiguredHost(factory, models));
  }

  private ModelHost createConfiguredHost(
      ProviderFactory providers, Map<String, ModelConfig> configured) {
    var resilientModels = new ArrayList<ResilientModel>();
    var names = new ArrayList<String>();
    configured.forEach(
        (alias, config) -> {
          resilientModels.add(
              makeResilient(
                  providers.create(alias, config),
                  ProviderFactory.kindOf(config),
                  config.prices()));
          names.add(ProviderFactory.describe(alias, config));
        });
    extraProviders.forEach(
        provider -> {
          resilientModels.add(makeFree(provider, "plugin"));
          names.add(provider.name());
        });
    return createHost(resilientModels, "Models: " + String.join(", ", names) + ", as configured.");
  }

  private ModelHost createHost(List<ResilientModel> resilientModels, String modelSummary) {
    var patience = Duration.ofSeconds(callConfig.patienceSeconds());
    var backoff =
        new RetryBackoff(
            () -> ThreadLocalRandom.current().nextLong(),
            RetryBackoff.OUTAGE_BASE,
            RetryBackoff.OUTAGE_CAP,
            patience);
    var host =
        new ModelHost(
            resilientModels,
            modelSummary,
            Bus.on(vertx),
            () -> new OutageWait(patience, backoff, System::nanoTime));
    summary.tryComplete(modelSummary);
    return host;
  }

  private ResilientModel makeFree(ModelProvider provider, String kind) {
    return makeResilient(provider, kind, ModelConfig.Prices.NONE);
  }

  private ResilientModel makeResilient(
      ModelProvider provider, String kind, ModelConfig.Prices prices) {
    // The host waits longer, so that the next model is tried and the wait is visible.
    var backoff = new RetryBackoff(() -> ThreadLocalRandom.current().nextLong(), RetryBackoff.CAP);
    var circuitBreaker = new ModelCircuitBreaker(vertx, provider.name(), callConfig);
    var rateLimiter =
        rateLimiters.computeIfAbsent(provider.rateLimitKey(), account -> new RateLimiter());
    return new ResilientModel(
        provider, kind, prices, callConfig, circuitBreaker, backoff, rateLimiter);
  }
}
