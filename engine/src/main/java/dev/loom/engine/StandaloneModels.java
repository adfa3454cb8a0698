package dev.loom.engine;

import dev.loom.contracts.Addresses;
import dev.loom.contracts.bus.Address;
import dev.loom.contracts.bus.Bus;
import dev.loom.contracts.config.LoomConfig;
import dev.loom.contracts.model.CheckModels;
import dev.loom.contracts.model.ListEndpointModels;
import dev.loom.contracts.model.ModelCheck;
import dev.loom.models.ModelCheckVerticle;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;

/// The models' room apart from an engine: for setting models up and for examining them. It needs no
/// home and takes none.
public final class StandaloneModels {
  private StandaloneModels() {}

  /// Tries every configured model, or the one that would be found, with a small question.
  ///
  /// @param environment where keys named `${NAME}` are found
  public static List<ModelCheck> check(LoomConfig config, Map<String, String> environment)
      throws InterruptedException {
    return request(config, environment, Addresses.MODEL_CHECK, new CheckModels()).trials();
  }

  /// The models that an endpoint has.
  ///
  /// @throws dev.loom.contracts.bus.ServiceException saying why there is no list
  public static List<String> find(ListEndpointModels endpoint) throws InterruptedException {
    return request(LoomConfig.defaults(), Map.of(), Addresses.MODEL_LIST_ENDPOINT, endpoint)
        .models();
  }

  private static <Q extends Record, R extends Record> R request(
      LoomConfig config, Map<String, String> environment, Address<Q, R> address, Q message)
      throws InterruptedException {
    var vertx = Vertx.vertx();
    try {
      vertx.deployVerticle(new ModelCheckVerticle(config, environment)).await();
      return Bus.on(vertx).request(address, message);
    } finally {
      vertx.close();
    }
  }
}
