package dev.loom.models;

import dev.loom.contracts.Addresses;
import dev.loom.contracts.bus.Bus;
import dev.loom.contracts.bus.ConcurrencyLimit;
import dev.loom.contracts.config.LoomConfig;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.Map;

/// Serves [Addresses#MODEL_TRY] and [Addresses#MODEL_FIND], for setting models up and examining
/// them. It needs no other room, and starts whatever is wrong with the models: that is what it
/// tells.
public final class ModelCheckVerticle extends VerticleBase {
  private static final ConcurrencyLimit LIMIT = new ConcurrencyLimit(1, 10);

  private final LoomConfig config;
  private final Map<String, String> environment;

  /// @param environment where keys named `${NAME}` are found
  public ModelCheckVerticle(LoomConfig config, Map<String, String> environment) {
    this.config = config;
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Future<?> start() {
    var bus = Bus.on(vertx);
    var checker = new ModelChecker(vertx, config, environment);
    var discovery = new ModelDiscovery(vertx);
    return Future.join(
        bus.handleBlocking(
            Addresses.MODEL_CHECK, LIMIT, Bus.ThreadKind.VIRTUAL, question -> checker.run()),
        bus.handleBlocking(
            Addresses.MODEL_LIST_ENDPOINT, LIMIT, Bus.ThreadKind.VIRTUAL, discovery::find));
  }
}
