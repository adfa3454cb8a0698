package dev.loom.contracts.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class IdempotencyKeyTest {
  @Test
  void keyHas1To255Characters() {
    var longest = "k".repeat(255);
    assertEquals(longest, new IdempotencyKey(longest, "h").key());
    assertThrows(IllegalArgumentException.class, () -> new IdempotencyKey(longest + "k", "h"));
    assertThrows(IllegalArgumentException.class, () -> new IdempotencyKey(" ", "h"));
  }
}
