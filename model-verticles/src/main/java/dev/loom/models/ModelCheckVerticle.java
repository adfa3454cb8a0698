package dev.loom.models;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.bus.ConcurrencyLimit;
import dev.loom.contracts.config.LoomConfig;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.Map;

/// Serves [Addresses#MODEL_CHECK] and [Addresses#MODEL_LIST_ENDPOINT], which `loom setup` and `loom
/// doctor` use. Depends on no other module and starts even if the model configuration is invalid,
/// because it reports such errors.
public final class ModelCheckVerticle extends VerticleBase {
  private static final ConcurrencyLimit LIMIT = new ConcurrencyLimit(1, 10);

  private final LoomConfig config;
  private final Map<String, String> environment;

  /// @param environment values for keys written as `${NAME}`
  public ModelCheckVerticle(LoomConfig config, Map<String, String> environment) {
    this.config = config;
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Future<?> start() {
    var bus = Bus.on(vertx);
    var checker = new ModelChecker(vertx, config, environment);
    var providers = new ProviderFactory(vertx, config.modelCalls(), environment);
    var discovery = new ModelDiscovery(vertx, providers);
    return Future.join(
        bus.handleBlocking(
            Addresses.MODEL_CHECK, LIMIT, Bus.ThreadKind.VIRTUAL, request -> checker.run()),
        bus.handleBlocking(
            Addresses.MODEL_LIST_ENDPOINT, LIMIT, Bus.ThreadKind.VIRTUAL, discovery::find));
  }
}
