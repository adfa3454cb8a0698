package dev.loom.contracts.config;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolsConfigTest {
  @ParameterizedTest
  @CsvSource({
    "0, 1000, 1, 1, tools.parallel_max",
    "1, 999, 1, 1, tools.output_chars_max",
    "1, 1000, 7001, 1, tools.shell_timeout_seconds",
    "1, 1000, 1, 0, tools.undo_keep_days"
  })
  void valueOutsideItsBoundsIsReportedWithItsKey(
      int parallel, int chars, int seconds, int days, String key) {
    var failure =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new ToolsConfig(
                    parallel,
                    chars,
                    seconds,
                    0,
                    0,
                    0,
                    days,
                    false,
                    ToolsConfig.Processes.defaults(),
                    List.of()));
    assertTrue(failure.getMessage().startsWith(key + " must be"), failure.getMessage());
  }
}
