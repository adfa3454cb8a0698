package dev.loom.tools.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.loom.tools.math.Value.ListValue;
import dev.loom.tools.math.Value.Real;
import dev.loom.tools.math.Value.Whole;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MathFunctionsTest {
  private static String call(String name, Value... arguments) {
    return MathFunctions.call(name, List.of(arguments)).format();
  }

  @Test
  void halvesAreRoundedToTheEvenNeighbour() {
    assertEquals("2", call("round", new Real(2.5)));
    assertEquals("4", call("round", new Real(3.5)));
    assertEquals("1.2", call("round", new Real(1.25), Whole.of(1)));
    assertEquals("100", call("round", Whole.of(149), Whole.of(-2)));
  }

  @Test
  void aggregatesTakeAListOrSeparateValues() {
    var list = new ListValue(List.of(Whole.of(3), new Real(0.5), Whole.of(2)));
    assertEquals("0.5", call("min", list));
    assertEquals("3", call("max", Whole.of(3), new Real(0.5)));
    assertEquals("5.5", call("sum", list));
    assertEquals("3", call("len", list));
    assertThrows(ArithmeticException.class, () -> call("sum", Whole.of(1)));
  }

  @Test
  void largeIntegersAreComparedExactly() {
    var big = new Whole(BigInteger.TWO.pow(80));
    var bigger = new Whole(BigInteger.TWO.pow(80).add(BigInteger.ONE));
    assertEquals(bigger.format(), call("max", big, bigger));
  }

  @Test
  void aLogarithmNeedsAPositiveNumber() {
    assertEquals("3", call("log", Whole.of(8), Whole.of(2)));
    assertThrows(ArithmeticException.class, () -> call("log", Whole.of(0)));
  }

  @Test
  void unknownNamesAreReported() {
    assertEquals(Optional.empty(), MathFunctions.constant("tau"));
    var failure = assertThrows(ArithmeticException.class, () -> call("eval", Whole.of(1)));
    assertEquals("unknown function 'eval'", failure.getMessage());
  }
}
