package dev.loom.contracts.id;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TaskIdTest {
  @Test
  void randomIdsAreValidAndDistinct() {
    var ids = new ArrayList<TaskId>();
    for (int i = 0; i < 1_000; i++) {
      ids.add(TaskId.random());
    }
    assertEquals(1_000, Set.copyOf(ids).size());
    assertTrue(ids.stream().allMatch(id -> id.value().matches("[0-9a-f]{16}")));
  }
}
