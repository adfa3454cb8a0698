package dev.loom.contracts.bus;

import dev.loom.contracts.id.OperationId;

/// A question that takes a while and can be told to stop with [Bus#cancel].
public interface Cancellable {
  /// The name under which it can be stopped.
  OperationId work();
}
