package dev.loom.bus;

import java.time.Duration;
import java.util.Objects;

/// Event bus address with the types of its request and its reply.
///
/// @param name event bus address
/// @param requestType type of the request
/// @param replyType type of the reply
/// @param deadline default time to wait for the reply
public record Address<Q extends Record, R extends Record>(
    String name, Class<Q> requestType, Class<R> replyType, Duration deadline) {
  public Address {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(requestType, "requestType");
    Objects.requireNonNull(replyType, "replyType");
    if (deadline.isNegative() || deadline.isZero()) {
      throw new IllegalArgumentException("the deadline must be positive");
    }
  }
}
