package dev.loom.contracts.config;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelCallConfigTest {
  @ParameterizedTest
  @CsvSource({
    "0, 1, model_calls.connect_timeout_seconds must be from 1 to 600",
    "1, 0, model_calls.attempts_max must be from 1 to 20",
    "1, 21, model_calls.attempts_max must be from 1 to 20"
  })
  void valueOutsideItsBoundsIsReportedWithItsKey(int connect, int attempts, String message) {
    var failure =
        assertThrows(
            IllegalArgumentException.class,
            () -> new ModelCallConfig(connect, 1, 1, 1, attempts, 1, 1, 1, 0, 0));
    assertTrue(failure.getMessage().startsWith(message), failure.getMessage());
  }
}
