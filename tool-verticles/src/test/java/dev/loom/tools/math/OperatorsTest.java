package dev.loom.tools.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.loom.tools.math.Value.Real;
import dev.loom.tools.math.Value.Whole;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperatorsTest {
  private static Value apply(String operator, long left, long right) {
    return Operators.apply(operator, Whole.of(left), Whole.of(right));
  }

  @Test
  void integerDivisionRoundsDownAndTheRemainderHasTheSignOfTheDivisor() {
    for (var left = -7L; left <= 7; left++) {
      for (var right : new long[] {-3, -2, 2, 3}) {
        assertEquals(Whole.of(Math.floorDiv(left, right)), apply("//", left, right));
        assertEquals(Whole.of(Math.floorMod(left, right)), apply("%", left, right));
      }
    }
  }

  @Test
  void integersStayExactBeyondSixtyFourBits() {
    var big = Operators.power(Whole.of(2), Whole.of(100));
    assertEquals("1267650600228229401496703205377", Operators.add(big, Whole.of(1)).format());
  }

  @Test
  void divisionYieldsADouble() {
    assertEquals(new Real(3), apply("/", 6, 2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "//", "%"})
  void divisionByZeroFails(String operator) {
    assertThrows(ArithmeticException.class, () -> apply(operator, 1, 0));
  }

  @Test
  void powersAreBounded() {
    assertThrows(ArithmeticException.class, () -> apply("**", 2, Operators.EXPONENT_MAX + 1));
    assertThrows(ArithmeticException.class, () -> apply("**", 1L << 40, 9_999));
  }
}
