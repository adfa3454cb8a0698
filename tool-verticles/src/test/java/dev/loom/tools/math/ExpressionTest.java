package dev.loom.tools.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionTest {
  private static String value(String text) {
    return new Expression(text).evaluate().format();
  }

  @Test
  void precedenceAndAssociativityAreThoseOfPython() {
    assertEquals("7", value("1 + 2 * 3"));
    assertEquals("512", value("2 ** 3 ** 2"));
    assertEquals("-4", value("-2 ** 2"));
    assertEquals("0.5", value("2 ** -1"));
    assertEquals("1", value("8 // 3 // 2"));
  }

  @Test
  void aTrailingCommaMakesAListOfOneValue() {
    assertEquals("[1]", value("(1,)"));
    assertEquals("1", value("(1)"));
    assertEquals("[]", value("[]"));
  }

  @Test
  void numbersAreParsedWithUnderscoresAndExponents() {
    assertEquals("1000", value("1_000"));
    assertEquals("1500", value("1.5e3"));
    assertEquals("0.5", value(".5"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "1 +; a value is missing at the end",
        "(1; ')' is missing at the end",
        "1 2; unexpected '2' at position 3",
        "2 < 3; comparisons are not supported",
        "x; unknown name 'x'",
        ".; a value is missing at the end"
      })
  void anInvalidExpressionFailsWithTheReason(String text, String reason) {
    var failure = assertThrows(ArithmeticException.class, () -> value(text));
    assertTrue(failure.getMessage().startsWith(reason), text);
  }

  @Test
  void nestingIsLimited() {
    assertEquals("1", value("(".repeat(40) + "1" + ")".repeat(40)));
    var failure = assertThrows(ArithmeticException.class, () -> value("(".repeat(200)));
    assertEquals("the expression is nested deeper than 100 levels", failure.getMessage());
  }
}
