package dev.loom.contracts.id;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.bus.json.Json;
import org.junit.jupiter.api.Test;

class StepIdTest {
  @Test
  void toolCallExtendsTheIdOfItsTurn() {
    var turn = StepId.turn(new SubtaskId("s"), 2, 3);
    assertEquals("s.2.3", turn.value());
    assertEquals("s.2.3.1", turn.call(1).value());
  }

  @Test
  void idIsWrittenAsAJsonString() {
    var id = new StepId("s.1.1");
    assertEquals("\"s.1.1\"", Json.write(id));
    assertEquals(id, Json.read("\"s.1.1\"", StepId.class));
  }
}
