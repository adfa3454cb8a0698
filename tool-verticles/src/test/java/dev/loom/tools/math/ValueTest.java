package dev.loom.tools.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.loom.tools.math.Value.ListValue;
import dev.loom.tools.math.Value.Real;
import dev.loom.tools.math.Value.Whole;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

class ValueTest {
  @Test
  void numbersAreFormattedWithTenSignificantDigits() {
    assertEquals("0.3333333333", new Real(1.0 / 3).format());
    assertEquals("0.3", new Real(0.1 + 0.2).format());
    assertEquals("1e+301", new Real(1e301).format());
    assertEquals("3", new Real(3).format());
    assertEquals("[1, 0.5]", new ListValue(List.of(Whole.of(1), new Real(0.5))).format());
  }

  @Test
  void integersBeyondSixtyFourBitsBecomeJsonStrings() {
    assertEquals(Long.MAX_VALUE, Whole.of(Long.MAX_VALUE).toJson());
    assertEquals("18446744073709551616", new Whole(BigInteger.TWO.pow(64)).toJson());
    assertEquals(0.5, new Real(0.5).toJson());
  }

  @Test
  void valuesThatAreNoFiniteNumbersAreRejected() {
    assertThrows(ArithmeticException.class, () -> new Real(Double.NaN));
    assertThrows(ArithmeticException.class, () -> new Real(Double.POSITIVE_INFINITY));
    assertThrows(ArithmeticException.class, () -> new Whole(BigInteger.TWO.pow(200_000)));
    assertThrows(ArithmeticException.class, () -> new Whole(BigInteger.TWO.pow(2_000)).asDouble());
    assertThrows(ArithmeticException.class, () -> new ListValue(List.of()).asDouble());
  }
}
