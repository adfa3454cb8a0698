package dev.loom.contracts.bus;

/// Hears what is said on a bus without taking part in it.
///
/// Called by whoever speaks, on the speaker's thread and before the listener has it, so what one
/// speaker says is heard in its order. It must return quickly and not throw.
public interface BusObserver {
  /// A question is on its way.
  ///
  /// @param exchange names this question and its answer
  void onRequest(long exchange, Record request);

  /// An answer is on its way.
  void onReply(long exchange, Record reply);

  /// A refusal is on its way. A question that nobody serves, or whose asker no longer waits, may
  /// have neither answer nor refusal.
  void onError(long exchange, ServiceError error);

  /// Something is told to whoever listens.
  void onPublish(Record message);
}
