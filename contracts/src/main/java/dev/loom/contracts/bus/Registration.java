package dev.loom.contracts.bus;

import io.vertx.core.Future;

/// Handle to remove a handler, subscriber or observer from the bus.
@FunctionalInterface
public interface Registration {
  /// Removes it. Running requests continue.
  Future<Void> close();
}
