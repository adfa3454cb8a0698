package dev.loom.bench;

/// A journal to be measured.
@FunctionalInterface
interface MeasuredJournal {
  /// Size of the data of an event in bytes.
  int DATA_BYTES = 290;

  /// Appends events from a number of concurrent callers at full speed.
  ///
  /// @return durable events per second
  double eventsPerSecond(int callers, MeasurementWindow window) throws Exception;
}
