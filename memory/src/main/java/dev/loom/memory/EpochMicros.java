package dev.loom.memory;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Converts instants to their stored form: microseconds since 1970-01-01T00:00Z.
final class EpochMicros {
  private static final long PER_SECOND = 1_000_000;
  private static final long NANOS_PER_MICRO = 1_000;

  private EpochMicros() {}

  static long of(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  static Instant toInstant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, PER_SECOND), Math.floorMod(micros, PER_SECOND) * NANOS_PER_MICRO);
  }
}
