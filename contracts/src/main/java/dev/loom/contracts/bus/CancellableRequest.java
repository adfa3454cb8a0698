package dev.loom.contracts.bus;

import dev.loom.contracts.id.OperationId;

/// Represents a long-running request that can be cancelled with [Bus#cancel].
public interface CancellableRequest {
  /// Returns the id under which the request can be cancelled.
  OperationId operationId();
}
