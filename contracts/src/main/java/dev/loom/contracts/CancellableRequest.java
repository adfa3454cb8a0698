package dev.loom.contracts;

import dev.loom.contracts.id.OperationId;

/// Represents a long-running request that can be cancelled over the bus.
public interface CancellableRequest {
  /// Returns the id under which the request can be cancelled.
  OperationId operationId();
}
