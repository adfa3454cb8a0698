package dev.loom.contracts.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ModelUsageTest {
  @Test
  void sumAddsTokensAndCost() {
    var sum = new ModelUsage(1, 2, 1, 0.5).plus(new ModelUsage(10, 20, 3, 0.25));
    assertEquals(new ModelUsage(11, 22, 4, 0.75), sum);
    assertEquals(33, sum.totalTokens());
  }

  @Test
  void negativeValuesAreRejected() {
    assertThrows(IllegalArgumentException.class, () -> new ModelUsage(-1, 0, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new ModelUsage(0, 0, 0, -0.1));
    assertThrows(IllegalArgumentException.class, () -> new ModelUsage(0, 0, 0, Double.NaN));
  }
}
