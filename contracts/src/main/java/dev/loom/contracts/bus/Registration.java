package dev.loom.contracts.bus;

import io.vertx.core.Future;

/// Something registered on the bus that can be taken away again.
@FunctionalInterface
public interface Registration {
  /// Takes it away. Work that is running goes on.
  Future<Void> close();
}
