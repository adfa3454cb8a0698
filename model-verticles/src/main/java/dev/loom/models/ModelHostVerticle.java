package dev.loom.models;

import dev.loom.api.model.ModelProvider;
import dev.loom.contracts.Addresses;
import dev.loom.contracts.bus.Bus;
import dev.loom.contracts.bus.ConcurrencyLimit;
import dev.loom.contracts.config.ModelCallConfig;
import dev.loom.contracts.config.ModelConfig;
import dev.loom.models.pace.Turnstile;
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

/// Hosts the models and serves [Addresses#MODEL_ASK] and [Addresses#MODEL_LIST].
///
/// Deploy it on an event loop. It does not start when a model is configured wrongly: the deployment
/// then fails with a [dev.loom.contracts.bus.ServiceException] that names the key and the remedy.
public final class ModelHostVerticle extends VerticleBase {
  /// Questions at a time, over all models; each model has its own, smaller limit.
  private static final ConcurrencyLimit ASKS = new ConcurrencyLimit(1_024, 10_000);

  private static final ConcurrencyLimit LISTS = new ConcurrencyLimit(4, 64);

  private final Map<String, ModelConfig> models;
  private final ModelCallConfig calls;
  private final Map<String, String> environment;
  private final List<ModelProvider> extraProviders;
  private final Promise<String> choice = Promise.promise();
  private final Map<String, Turnstile> turnstiles = new ConcurrentHashMap<>();
  private volatile ModelHost host;

  /// @param models the `[models]` section by alias; when it is empty and no plug-in brings a model,
  ///   one is looked for in the environment and on this machine
  /// @param calls deadlines and limits
  /// @param environment where keys named `${NAME}` are found
  /// @param extraProviders those of plug-ins
  public ModelHostVerticle(
      Map<String, ModelConfig> models,
      ModelCallConfig calls,
      Map<String, String> environment,
      List<ModelProvider> extraProviders) {
    this.models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
    this.calls = calls;
    this.environment = Map.copyOf(environment);
    this.extraProviders = List.copyOf(extraProviders);
  }

  /// One sentence on which models there are and why, for people; comes when this has started.
  public Future<String> choice() {
    return choice.future();
  }

  /// One more model from now on, as if it had been there at the start. May be called from any
  /// thread, once this has started.
  ///
  /// @return fails with a [dev.loom.contracts.bus.ServiceException] when its alias is taken
  public Future<Void> add(ModelProvider provider) {
    return onLoop(() -> host.add(guard(provider, "plugin", Price.NONE)));
  }

  /// A model is asked no more. Calls that it is busy with come to their end. May be called from any
  /// thread, once this has started.
  ///
  /// @return fails with a [dev.loom.contracts.bus.ServiceException] when there is none of that
  ///   alias
  public Future<Void> remove(String alias) {
    return onLoop(
        () -> {
          var gone = host.remove(alias);
          gone.close();
          if (host.models().stream().noneMatch(left -> left.account().equals(gone.account()))) {
            turnstiles.remove(gone.account());
          }
        });
  }

  /// What belongs to this verticle is made in its context, and closes with it.
  private Future<Void> onLoop(Runnable change) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        ignored -> {
          try {
            change.run();
            done.complete();
          } catch (RuntimeException refused) {
            done.fail(refused);
          }
        });
    return done.future();
  }

  @Override
  public Future<?> start() {
    return host()
        .compose(
            host -> {
              this.host = host;
              var bus = Bus.on(vertx);
              return Future.join(
                  bus.handleBlocking(Addresses.MODEL_COMPLETE, ASKS, Bus.ThreadKind.VIRTUAL, host::ask),
                  bus.handleBlocking(
                      Addresses.MODEL_LIST, LISTS, Bus.ThreadKind.VIRTUAL, question -> host.list()));
            })
        .onFailure(choice::tryFail);
  }

  private Future<ModelHost> host() {
    var providers = new BuiltinProviders(vertx, calls, environment);
    if (models.isEmpty() && extraProviders.isEmpty()) {
      return new Choice(vertx, providers, environment)
          .choose()
          .map(
              chosen ->
                  host(
                      List.of(guard(chosen.provider(), chosen.kind(), Price.NONE)),
                      chosen.sentence()));
    }
    var guarded = new ArrayList<GuardedModel>();
    try {
      models.forEach(
          (alias, config) ->
              guarded.add(
                  guard(
                      providers.make(alias, config),
                      BuiltinProviders.kindOf(config),
                      Price.of(config))));
      extraProviders.forEach(provider -> guarded.add(guard(provider, "plugin", Price.NONE)));
      var names = guarded.stream().map(GuardedModel::alias).toList();
      return Future.succeededFuture(
          host(guarded, "Models: " + String.join(", ", names) + ", as configured."));
    } catch (RuntimeException wrong) {
      return Future.failedFuture(wrong);
    }
  }

  private ModelHost host(List<GuardedModel> guarded, String sentence) {
    var host = new ModelHost(guarded, sentence, Bus.on(vertx));
    choice.tryComplete(sentence);
    return host;
  }

  private GuardedModel guard(ModelProvider provider, String kind, Price price) {
    var waitMax = Duration.ofSeconds(calls.totalTimeoutSeconds());
    var backoff = new Backoff(() -> ThreadLocalRandom.current().nextLong(), waitMax);
    var circuit = new Circuit(vertx, provider.name(), calls);
    var turnstile = turnstiles.computeIfAbsent(provider.rateLimitKey(), account -> new Turnstile());
    return new GuardedModel(provider, kind, price, calls, circuit, backoff, turnstile);
  }
}
