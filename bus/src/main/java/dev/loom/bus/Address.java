package dev.loom.bus;

import dev.loom.contracts.id.EngineId;
import dev.loom.contracts.id.ToolHostId;
import java.time.Duration;

/// Event bus address with the types of its request and its reply.
///
/// @param name event bus address
/// @param requestType type of the request
/// @param replyType type of the reply
/// @param deadline default time to wait for the reply
/// @param scope which engines of a cluster a request can reach
public record Address<Q extends Record, R extends Record>(
    String name, Class<Q> requestType, Class<R> replyType, Duration deadline, Scope scope) {
  private static final String ENGINE_SEPARATOR = "@";

  public Address {
    if (deadline.isNegative() || deadline.isZero()) {
      throw new IllegalArgumentException("the deadline must be positive");
    }
  }

  /// Says which engine handles a request.
  public enum Scope {
    /// The engine that sends it. Never leaves the process.
    LOCAL,
    /// One particular engine, chosen with [Address#at]; without that, the engine that sends it.
    AT_ENGINE,
    /// Any engine that has registered a handler.
    ANYWHERE
  }

  /// Returns the address of one engine's handler.
  ///
  /// @throws IllegalStateException if the scope is not [Scope#AT_ENGINE]
  public Address<Q, R> at(EngineId engine) {
    return at(engine.value());
  }

  /// Returns the address of one tool host's handler.
  ///
  /// @throws IllegalStateException if the scope is not [Scope#AT_ENGINE]
  public Address<Q, R> at(ToolHostId host) {
    return at(host.value());
  }

  private Address<Q, R> at(String handler) {
    if (scope != Scope.AT_ENGINE) {
      throw new IllegalStateException(name + " has no handler of a particular engine");
    }
    return new Address<>(
        name + ENGINE_SEPARATOR + handler, requestType, replyType, deadline, Scope.ANYWHERE);
  }

  /// Returns the name without the engine, of an event bus address.
  static String withoutEngine(String name) {
    var end = name.indexOf(ENGINE_SEPARATOR);
    return end < 0 ? name : name.substring(0, end);
  }
}
