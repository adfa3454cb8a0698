package dev.loom.engine;

import dev.loom.bus.Address;
import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.config.LoomConfig;
import dev.loom.contracts.model.CheckModels;
import dev.loom.contracts.model.ListEndpointModels;
import dev.loom.models.ModelCheckVerticle;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;

/// Accesses models without an engine and without a home, for setup and diagnostics.
public final class ModelDiagnostics {
  private ModelDiagnostics() {}

  /// Checks every configured model, or the detected default model, with a short request.
  ///
  /// @param environment variables that resolve `${NAME}`
  public static List<CheckModels.ModelCheck> check(
      LoomConfig config, Map<String, String> environment) throws InterruptedException {
    return request(config, environment, Addresses.MODEL_CHECK, new CheckModels()).checks();
  }

  /// Lists the models of an endpoint.
  ///
  /// @throws dev.loom.contracts.error.ServiceException if the list cannot be read
  public static List<String> listModels(ListEndpointModels endpoint) throws InterruptedException {
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
