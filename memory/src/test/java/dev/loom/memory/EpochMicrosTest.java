package dev.loom.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EpochMicrosTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1970-01-01T00:00:00Z",
        "2026-11-22T10:00:00.000001Z",
        "2026-11-22T10:00:00.999999Z",
        "1969-12-31T23:59:59.999999Z"
      })
  void instantIsRestored(String text) {
    var instant = Instant.parse(text);
    assertEquals(instant, EpochMicros.toInstant(EpochMicros.of(instant)));
  }

  @Test
  void nanosecondsAreTruncated() {
    assertEquals(1, EpochMicros.of(Instant.EPOCH.plusNanos(1_999)));
  }
}
