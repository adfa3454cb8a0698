package dev.loom.contracts.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.loom.bus.json.Json;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventTypeTest {
  @ParameterizedTest
  @EnumSource(EventType.class)
  void externalNameIdentifiesItsType(EventType type) {
    assertEquals(type, EventType.ofWireName(type.wireName()));
    assertEquals("\"" + type.wireName() + "\"", Json.write(type));
  }

  @Test
  void exactlyThreeTypesEndATask() {
    assertEquals(
        Set.of(EventType.TASK_COMPLETED, EventType.TASK_FAILED, EventType.TASK_CANCELLED),
        Arrays.stream(EventType.values()).filter(EventType::endsTask).collect(Collectors.toSet()));
  }

  @Test
  void unknownNameIsRejectedByName() {
    var failure =
        assertThrows(IllegalArgumentException.class, () -> EventType.ofWireName("task_teleported"));
    assertEquals(
        "'task_teleported' is not an event type known to this version of Loom",
        failure.getMessage());
  }

  @Test
  void publicEventNamesAreUnchanged() {
    var guide =
        Set.of(
            "task_planning",
            "task_plan_ready",
            "task_executing",
            "task_replanning",
            "task_completed",
            "task_failed",
            "task_cancelled",
            "subtask_started",
            "subtask_completed",
            "subtask_failed",
            "subtask_retrying",
            "approval_requested",
            "approval_received",
            "token_streamed");
    var ours = Arrays.stream(EventType.values()).map(EventType::wireName);
    var missing = new HashSet<>(guide);
    missing.removeAll(ours.collect(Collectors.toSet()));
    assertEquals(Set.of(), missing);
  }

  @Test
  void everyTypeNamesTheClassOfItsEvents() {
    for (var event : Samples.recorded()) {
      assertEquals(event.getClass(), event.type().eventClass());
    }
  }

  @Test
  void everyEventHasExactlyOneType() {
    var classes = Arrays.stream(EventType.values()).<Class<?>>map(EventType::eventClass).toList();
    assertEquals(records(TaskEvent.class).collect(Collectors.toSet()), Set.copyOf(classes));
    assertEquals(Set.copyOf(classes).size(), classes.size());
  }

  private static Stream<Class<?>> records(Class<?> event) {
    return event.isSealed()
        ? Arrays.stream(event.getPermittedSubclasses()).flatMap(EventTypeTest::records)
        : Stream.of(event);
  }
}
