package dev.loom.contracts.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LearnedPatternTest {
  @Test
  void missingAndNonNumericFactsAreZero() {
    var pattern =
        new LearnedPattern(
            1,
            PatternType.RETRY_PATTERN,
            "k",
            Map.of("runs_total", 3, "model", "m"),
            1,
            Instant.EPOCH);
    assertEquals(3, pattern.number("runs_total"));
    assertEquals(0, pattern.number("model"));
    assertEquals(0, pattern.number("other"));
  }
}
