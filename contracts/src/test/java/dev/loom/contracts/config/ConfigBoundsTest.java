package dev.loom.contracts.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigBoundsTest {
  private static String message(Runnable check) {
    return assertThrows(IllegalArgumentException.class, check::run).getMessage();
  }

  @Test
  void rangeIncludesItsEnds() {
    ConfigBounds.requireRange("k", 1, 1, 5);
    ConfigBounds.requireRange("k", 5, 1, 5);
    assertEquals(
        "k must be from 1 to 5, not 6", message(() -> ConfigBounds.requireRange("k", 6, 1, 5)));
    assertEquals(
        "k must be from 1 to 5, not 0", message(() -> ConfigBounds.requireRange("k", 0, 1, 5)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.01, Double.NaN, Double.POSITIVE_INFINITY})
  void amountMustBeFiniteAndNotNegative(double amount) {
    ConfigBounds.requireNonNegative("k", 0);
    assertEquals(
        "k must be 0 or more, not " + amount,
        message(() -> ConfigBounds.requireNonNegative("k", amount)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.01, 1.01, Double.NaN})
  void fractionMustBeFromZeroToOne(double fraction) {
    ConfigBounds.requireFraction("k", 0);
    ConfigBounds.requireFraction("k", 1);
    assertThrows(IllegalArgumentException.class, () -> ConfigBounds.requireFraction("k", fraction));
  }

  @Test
  void unknownValueIsReportedWithTheKnownOnes() {
    ConfigBounds.requireOneOf("k", "", Set.of("", "b", "a"));
    assertEquals(
        "k must be one of a, b, not 'c'",
        message(() -> ConfigBounds.requireOneOf("k", "c", Set.of("", "b", "a"))));
  }
}
