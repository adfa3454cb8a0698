package dev.loom.bus.http;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import java.util.function.IntSupplier;

/// The port of the server of an engine, known to all modules on its Vert.x instance.
public final class OwnPort {
  private OwnPort() {}

  public static void publish(Vertx vertx, int port) {
    map(vertx).put("", port);
  }

  /// Returns the port; 0 before the server listens.
  public static IntSupplier of(Vertx vertx) {
    return () -> map(vertx).getOrDefault("", 0);
  }

  private static LocalMap<String, Integer> map(Vertx vertx) {
    return vertx.sharedData().getLocalMap(OwnPort.class.getName());
  }
}
