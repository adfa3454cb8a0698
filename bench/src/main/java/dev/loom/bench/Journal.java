package dev.loom.bench;

/// Something that makes events durable, to be measured.
@FunctionalInterface
interface Journal {
  /// The bytes of an event's data.
  int DATA_BYTES = 290;

  /// Writes as fast as so many callers can.
  ///
  /// @return durable events a second
  double eventsPerSecond(int callers, Window window) throws Exception;
}
