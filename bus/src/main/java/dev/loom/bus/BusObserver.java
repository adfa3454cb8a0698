package dev.loom.bus;

import dev.loom.contracts.error.ServiceError;

/// Observes requests and replies on a bus.
///
/// Called on the sender's thread before delivery, so the messages of one sender are observed in
/// order. Methods must return quickly and must not throw.
public interface BusObserver {
  /// Called for each request.
  ///
  /// @param exchange id of the request and its reply
  void onRequest(long exchange, Record request);

  /// Called for each successful reply.
  void onReply(long exchange, Record reply);

  /// Called for each failed request. A request that has no handler, or whose caller has timed out,
  /// may have neither reply nor error.
  void onError(long exchange, ServiceError error);
}
