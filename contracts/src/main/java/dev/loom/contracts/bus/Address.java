package dev.loom.contracts.bus;

import java.time.Duration;
import java.util.Objects;

/// Identifies an event bus address with its request type and response type.
///
/// @param name event bus address
/// @param requestType type of the request
/// @param responseType type of the reply
/// @param deadline default time to wait for the reply
public record Address<Q extends Record, R extends Record>(
    String name, Class<Q> requestType, Class<R> responseType, Duration deadline) {
  public Address {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(requestType, "requestType");
    Objects.requireNonNull(responseType, "responseType");
    if (deadline.isNegative() || deadline.isZero()) {
      throw new IllegalArgumentException("the deadline must be positive");
    }
  }
}
