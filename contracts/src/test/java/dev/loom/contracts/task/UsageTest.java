package dev.loom.contracts.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class UsageTest {
  @Test
  void sumAddsTokensAndCost() {
    var sum = new Usage(1, 2, 1, 0.5).plus(new Usage(10, 20, 3, 0.25));
    assertEquals(new Usage(11, 22, 4, 0.75), sum);
    assertEquals(33, sum.totalTokens());
  }

  @Test
  void negativeValuesAreRejected() {
    assertThrows(IllegalArgumentException.class, () -> new Usage(-1, 0, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new Usage(0, 0, 0, -0.1));
    assertThrows(IllegalArgumentException.class, () -> new Usage(0, 0, 0, Double.NaN));
  }
}
