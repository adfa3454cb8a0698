package dev.loom.contracts.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.json.Json;
import org.junit.jupiter.api.Test;

class SequencedEventTest {
  private static SequencedEvent recorded(TaskEvent.Recorded event) {
    return new SequencedEvent(3, Samples.AT, event);
  }

  @Test
  void eventIsIdentifiedByItsExternalName() {
    var json = Json.write(recorded(new TaskEvent.TaskPaused("lunch")));
    assertTrue(json.contains("\"event_type\":\"task_paused\""), json);
    assertEquals(
        recorded(new TaskEvent.TaskPaused("lunch")), Json.read(json, SequencedEvent.class));
  }

  @Test
  void unknownExternalNameIsRejected() {
    var json = Json.write(recorded(new TaskEvent.TaskExecuting())).replace("task_executing", "x");
    assertThrows(IllegalArgumentException.class, () -> Json.read(json, SequencedEvent.class));
  }
}
