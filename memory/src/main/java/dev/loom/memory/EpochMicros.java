package dev.loom.memory;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Converts instants to their stored form: microseconds since 1970-01-01T00:00Z.
final class EpochMicros {
  private EpochMicros() {}

  static long of(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  static Instant toInstant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
