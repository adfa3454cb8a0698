package dev.loom.contracts.id;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperationIdTest {
  private static final TaskId TASK = new TaskId("t");

  @Test
  void idStartsWithThePrefixOfItsTaskOnly() {
    var id = OperationId.forTask(TASK, "s.1.1");
    assertEquals("t/s.1.1", id.value());
    assertTrue(id.value().startsWith(OperationId.taskPrefix(TASK)));
    var ofOther = OperationId.forTask(new TaskId("t2"), "s.1.1");
    assertFalse(ofOther.value().startsWith(OperationId.taskPrefix(TASK)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "t", "/s"})
  void idWithoutATaskIsRejected(String id) {
    assertThrows(IllegalArgumentException.class, () -> new OperationId(id));
  }
}
