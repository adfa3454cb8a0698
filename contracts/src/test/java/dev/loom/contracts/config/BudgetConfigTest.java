package dev.loom.contracts.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.loom.contracts.task.Budget;
import org.junit.jupiter.api.Test;

class BudgetConfigTest {
  @Test
  void limitsBecomeTheBudgetOfATask() {
    assertEquals(new Budget(1, 0.5, 3, 4), new BudgetConfig(1, 0.5, 3, 4).toBudget());
    assertEquals(Budget.NONE, BudgetConfig.defaults().toBudget());
  }

  @Test
  void negativeLimitsAreRejected() {
    assertThrows(IllegalArgumentException.class, () -> new BudgetConfig(-1, 0, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new BudgetConfig(0, -1, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new BudgetConfig(0, 0, -1, 0));
    assertThrows(IllegalArgumentException.class, () -> new BudgetConfig(0, 0, 0, -1));
  }
}
