package dev.loom.contracts.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BudgetTest {
  private static final Budget BUDGET = new Budget(100, 0.5, 60, 10);

  @ParameterizedTest
  @EnumSource(Budget.Limit.class)
  void changingALimitKeepsTheOthers(Budget.Limit changed) {
    var budget = BUDGET.withLimit(changed, 7);
    for (var limit : Budget.Limit.values()) {
      assertEquals(limit == changed ? 7 : BUDGET.limit(limit), budget.limit(limit));
    }
  }

  @Test
  void unlimitedValuesAreTakenFromTheDefaults() {
    assertEquals(new Budget(5, 0.5, 60, 10), new Budget(5, 0, 0, 0).withDefaults(BUDGET));
    assertEquals(BUDGET, Budget.NONE.withDefaults(BUDGET));
    assertEquals(BUDGET, BUDGET.withDefaults(new Budget(1, 1, 1, 1)));
  }

  @Test
  void negativeAndUndefinedLimitsAreRejected() {
    assertThrows(IllegalArgumentException.class, () -> new Budget(-1, 0, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new Budget(0, Double.NaN, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new Budget(0, 0, -1, 0));
    assertThrows(IllegalArgumentException.class, () -> new Budget(0, 0, 0, -1));
  }
}
