package dev.loom.contracts.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.TokenUsage;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PricesTest {
  private static ModelConfig.Prices prices(double input, double output) {
    return new ModelConfig.Prices(input, Optional.empty(), output);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 1000000, 1000000, 0",
    "3, 15, 1000000, 0, 3",
    "3, 15, 0, 1000000, 15",
    "0.25, 2, 1000, 500, 0.00125",
    "3, 15, 0, 0, 0"
  })
  void pricesApplyPerMillionTokens(
      double input, double output, long read, long written, double cost) {
    assertEquals(cost, prices(input, output).costOf(new TokenUsage(read, written)), 1e-12);
  }

  @Test
  void anAbsurdlyLargeCountStillHasAFiniteCost() {
    var cost =
        new ModelConfig.Prices(1e300, Optional.empty(), 1e300)
            .costOf(new TokenUsage(Long.MAX_VALUE, Long.MAX_VALUE));
    assertTrue(Double.isFinite(cost));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.01, Double.NaN, Double.POSITIVE_INFINITY})
  void anInvalidPriceIsRejectedWithItsKey(double price) {
    var input = assertThrows(IllegalArgumentException.class, () -> prices(price, 0));
    assertEquals("input_price_usd must be 0 or more, not " + price, input.getMessage());
    var output = assertThrows(IllegalArgumentException.class, () -> prices(0, price));
    assertEquals("output_price_usd must be 0 or more, not " + price, output.getMessage());
  }
}
