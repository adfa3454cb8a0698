package dev.loom.contracts.bus;

import java.time.Duration;
import java.util.Objects;

/// Where a question of one type is answered with an answer of one type.
///
/// @param name the event bus address
/// @param question the type of what is asked
/// @param answer the type of what comes back
/// @param deadline how long an asker waits unless it says otherwise
public record Address<Q extends Record, R extends Record>(
    String name, Class<Q> requestType, Class<R> responseType, Duration deadline) {
  public Address {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(requestType, "requestType");
    Objects.requireNonNull(responseType, "responseType");
    if (deadline.isNegative() || deadline.isZero()) {
      throw new IllegalArgumentException("a deadline is positive");
    }
  }
}
