package dev.loom.bus;

import io.vertx.core.Future;

/// A handler, subscriber or observer registered on the bus.
@FunctionalInterface
public interface Registration {
  /// Unregisters it. Running requests continue.
  Future<Void> close();
}
