package dev.loom.tools.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class FinanceTest {
  private static double call(String text) {
    return new Expression(text).evaluate().asDouble();
  }

  @Test
  void theFirstFlowOfNpvIsNotDiscounted() {
    assertEquals(-100 + 110 / 1.1, call("npv(0.1, [-100, 110])"), 1e-9);
  }

  @Test
  void cagrIsTheConstantYearlyGrowth() {
    assertEquals(0.1, call("cagr(100, 121, 2)"), 1e-9);
    assertThrows(ArithmeticException.class, () -> call("cagr(0, 121, 2)"));
    assertThrows(ArithmeticException.class, () -> call("cagr(100, 121, 0)"));
  }

  @Test
  void waccWeighsTheCostsAndDeductsTheTaxOfDebt() {
    assertEquals(0.5 * 0.1 + 0.5 * 0.06 * 0.75, call("wacc(1, 1, 0.1, 0.06, 0.25)"), 1e-9);
    assertThrows(ArithmeticException.class, () -> call("wacc(0, 0, 0.1, 0.06, 0.25)"));
  }

  @Test
  void pmtIsNegativeAndNeedsNoInterest() {
    assertEquals(-100, call("pmt(0, 12, 1200)"), 1e-9);
    assertEquals(-110, call("pmt(0.1, 1, 100)"), 1e-9);
    assertThrows(ArithmeticException.class, () -> call("pmt(0.1, 0, 100)"));
  }

  @Test
  void aWrongNumberOfArgumentsFails() {
    var failure = assertThrows(ArithmeticException.class, () -> call("npv(0.1)"));
    assertEquals("npv takes 2 values, not 1", failure.getMessage());
  }
}
