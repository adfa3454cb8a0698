package dev.loom.processes.definition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.re2j.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegexSizeEstimatorTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "abc | 3",
        "[abc] | 1",
        "a{10} | 10",
        "(a){10} | 30",
        "((a{100}){100}){100} | 1020200"
      })
  void repetitionsMultiplyTheCost(String pattern, long cost) {
    assertEquals(cost, new RegexSizeEstimator(pattern).estimate());
  }

  @Test
  void theEstimateDoesNotOverflow() {
    var pattern = "(".repeat(50) + "a" + "{1000})".repeat(50);
    assertTrue(new RegexSizeEstimator(pattern).estimate() >= 1_000_000_000L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "abc",
        "(a|b)*c",
        "a{10}",
        "(a{10}){10}",
        "(a{2,10}b){3,7}",
        "[a-z]{20}",
        "(?i)[\\p{L}]{90}",
        "\\p{Greek}{30}",
        "\\x{1F600}{30}",
        "((a*){10}|(b+){20}){3}",
        "[]a]{40}",
        "[^]a]{40}"
      })
  void theEstimateIsAtLeastAQuarterOfTheCompiledSize(String pattern) {
    var size = Pattern.compile(pattern).programSize();
    var estimate = new RegexSizeEstimator(pattern).estimate();
    assertTrue(4 * (estimate + 2) >= size, estimate + " for " + size);
  }
}
