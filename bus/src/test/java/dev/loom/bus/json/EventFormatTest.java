package dev.loom.bus.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.bus.json.EventFormat.Upcaster;
import dev.loom.contracts.event.EventType;
import dev.loom.contracts.event.TaskEvent;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventFormatTest {
  private static final EventFormat CURRENT = EventFormat.current();

  /// Version 3 called the reason "why", version 2 had no field for it.
  private static final EventFormat CHANGED =
      new EventFormat(
          type -> type == EventType.TASK_PAUSED ? 4 : 2,
          List.of(
              new Upcaster(EventType.TASK_PAUSED, 3, data -> rename(data, "why", "reason")),
              new Upcaster(EventType.TASK_PAUSED, 2, data -> data.put("why", "not recorded"))));

  private static ObjectNode rename(ObjectNode data, String from, String to) {
    return data.set(to, data.remove(from));
  }

  private static ObjectNode json(String text) {
    return (ObjectNode) Json.parse(text);
  }

  private static String failure(EventFormat format, String type, int version, String data) {
    return assertThrows(
            IllegalArgumentException.class, () -> format.read(type, version, json(data)))
        .getMessage();
  }

  @Test
  void olderEventIsConvertedOneVersionAtATime() {
    assertEquals(
        new TaskEvent.TaskPaused("not recorded"), CHANGED.read("task_paused", 2, json("{}")));
    assertEquals(
        new TaskEvent.TaskPaused("lunch"),
        CHANGED.read("task_paused", 3, json("{\"why\":\"lunch\"}")));
    assertEquals(
        new TaskEvent.TaskPaused("lunch"),
        CHANGED.read("task_paused", 4, json("{\"reason\":\"lunch\"}")));
  }

  @Test
  void versionWithoutAnUpcasterIsRefused() {
    assertFalse(CHANGED.isConvertible(EventType.TASK_PAUSED, 1));
    assertEquals(
        "the event has format version 1; this Loom supports version 4",
        failure(CHANGED, "task_paused", 1, "{}"));
  }

  @Test
  void newerVersionAndUnknownTypeAreRefusedAsOfANewerLoom() {
    assertTrue(CURRENT.isNewer("task_paused", 3));
    assertTrue(CURRENT.isNewer("task_danced", 1));
    assertFalse(CURRENT.isNewer("task_paused", 1));
    assertEquals(
        "the event has a newer Loom's format (task_paused version 3; this one supports version 2)",
        failure(CURRENT, "task_paused", 3, "{}"));
    assertEquals(
        "the event has a newer Loom's format (task_danced version 1; this one does not know the"
            + " type)",
        failure(CURRENT, "task_danced", 1, "{}"));
    assertEquals(Optional.empty(), CURRENT.describeUnreadable("task_paused", 2));
  }

  @Test
  void addedFieldIsIgnoredAndMissingFieldGetsItsDefault() {
    assertEquals(
        new TaskEvent.TaskPaused("lunch"),
        CURRENT.read("task_paused", 2, json("{\"reason\":\"lunch\",\"mood\":{\"a\":[1]}}")));
    var turn =
        CURRENT.read(
            "model_turn_completed",
            2,
            json(
                "{\"subtask_id\":\"s\",\"text\":\"\",\"tool_calls\":[],\"model\":\"m\","
                    + "\"usage\":{\"prompt_tokens\":1}}"));
    assertEquals(List.of(), ((TaskEvent.ModelTurnCompleted) turn).passedOver());
    assertEquals(0, ((TaskEvent.ModelTurnCompleted) turn).attempt());
  }

  @Test
  void missingFieldWithoutADefaultIsRefusedByName() {
    assertEquals(
        "not a task_paused: 'reason' is missing", failure(CURRENT, "task_paused", 2, "{}"));
  }

  @Test
  void everyUpcasterLeadsToThePresentVersion() {
    for (var type : EventType.values()) {
      for (int version = 2; version < type.version(); version++) {
        assertTrue(CURRENT.isConvertible(type, version), type + " of version " + version);
      }
    }
  }
}
