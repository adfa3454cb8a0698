package dev.loom.contracts.bus;

/// Hears what is said on a bus without taking part in it.
///
/// Called by whoever speaks, on the speaker's thread and before the listener has it, so what one
/// speaker says is heard in its order. It must return quickly and not throw.
public interface Overhearer {
  /// A question is on its way.
  ///
  /// @param exchange names this question and its answer
  void asked(long exchange, Record question);

  /// An answer is on its way.
  void answered(long exchange, Record answer);

  /// A refusal is on its way. A question that nobody serves, or whose asker no longer waits, may
  /// have neither answer nor refusal.
  void refused(long exchange, Refusal refusal);

  /// Something is told to whoever listens.
  void told(Record message);
}
