package dev.loom.bench;

/// Something that makes events durable, to be measured.
@FunctionalInterface
interface MeasuredJournal {
  /// The bytes of an event's data.
  int DATA_BYTES = 290;

  /// Writes as fast as so many callers can.
  ///
  /// @return durable events a second
  double eventsPerSecond(int callers, MeasurementWindow window) throws Exception;
}
