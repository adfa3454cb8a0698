package dev.loom.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArithmeticNormalizerTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1,200 x 3|1200*3",
        "2^8|2**8",
        "6 ÷ 2|6 / 2",
        "15% of 80|15 / 100 * 80",
        "(1+2)×3|(1+2)*3"
      })
  void informalNotationIsConverted(String written, String expression) {
    assertEquals(Optional.of(expression), ArithmeticNormalizer.normalize(written));
  }

  @ParameterizedTest
  @ValueSource(strings = {"42", "a + b", "", "1 + rm"})
  void anythingElseIsNotACalculation(String written) {
    assertEquals(Optional.empty(), ArithmeticNormalizer.normalize(written));
  }
}
