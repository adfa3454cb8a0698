package dev.loom.api.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
  private static Arguments with(Object value) {
    return new Arguments(Map.of("a", value));
  }

  @Test
  void requiredTextIsReturnedOrReportedAsMissing() {
    assertEquals("x", with("x").text("a"));
    var missing = assertThrows(IllegalArgumentException.class, () -> with("x").text("b"));
    assertEquals("'b' is required", missing.getMessage());
  }

  @Test
  void missingValuesHaveDefaults() {
    assertEquals(Optional.empty(), with(1).optionalText("b"));
    assertEquals(7, with(1).integer("b", 7));
    assertTrue(with(1).flag("b", true));
    assertEquals(List.of(), with(1).list("b"));
  }

  @Test
  void wholeNumberWrittenWithADecimalPointIsAnInteger() {
    assertEquals(3, with(3.0).integer("a", 7));
    assertThrows(IllegalArgumentException.class, () -> with(3.5).integer("a", 7));
  }

  @Test
  void integerOutOfRangeIsRejected() {
    assertThrows(ArithmeticException.class, () -> with(1L << 40).integer("a", 7));
  }

  @Test
  void valuesOfAnotherTypeAreRejected() {
    assertThrows(IllegalArgumentException.class, () -> with(1).optionalText("a"));
    assertThrows(IllegalArgumentException.class, () -> with("1").integer("a", 7));
    assertThrows(IllegalArgumentException.class, () -> with("true").flag("a", true));
    assertThrows(IllegalArgumentException.class, () -> with("[]").list("a"));
  }
}
