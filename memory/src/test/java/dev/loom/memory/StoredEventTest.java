package dev.loom.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.loom.api.tool.CrashPolicy;
import dev.loom.contracts.event.EventType;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StoredEventTest {
  private static TaskEvent.Recorded roundTrip(TaskEvent.Recorded event) {
    var stored = StoredEvent.encode(event);
    return StoredEvent.decode(
        event.type().wireName(),
        event.type().version(),
        stored.data(),
        stored.blobs(),
        stored.texts());
  }

  @Test
  void textsAroundTheLimitAreRestored() {
    for (int length :
        new int[] {
          0,
          StoredEvent.PREVIEW_CHARS,
          StoredEvent.TEXT_CHARS_MAX - 1,
          StoredEvent.TEXT_CHARS_MAX,
          StoredEvent.TEXT_CHARS_MAX + 1,
          100_000
        }) {
      var event = new TaskEvent.TaskPlanning("g".repeat(length), 1);
      assertEquals(event, roundTrip(event));
    }
  }

  @Test
  void previewNeverSplitsASurrogatePair() {
    var event =
        new TaskEvent.TaskPlanning(
            "x".repeat(StoredEvent.PREVIEW_CHARS - 1) + "\uD83D\uDE80".repeat(5_000), 1);
    var data = StoredEvent.encode(event).data();
    assertEquals(data, new String(data.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
    assertEquals(event, roundTrip(event));
  }

  @Test
  void fieldNamesWithSlashesAndTildesAreRestored() {
    var long1 = "a".repeat(5_000);
    var event =
        new TaskEvent.ToolCallStarted(
            new SubtaskId("s1"),
            new StepId("s1.1.1.1"),
            "c",
            "t",
            Map.of("a/b~c", Map.of("", long1), "~1", long1),
            CrashPolicy.ASK,
            Optional.empty());
    assertEquals(event, roundTrip(event));
  }

  @Test
  void contentCannotPoseAsATextReference() {
    var event =
        new TaskEvent.ToolCallStarted(
            new SubtaskId("s1"),
            new StepId("s1.1.1.1"),
            "c",
            "t",
            Map.of("blobs", Map.of("/args/x", "0".repeat(64)), "x", "short"),
            CrashPolicy.ASK,
            Optional.empty());
    assertEquals(event, roundTrip(event));
  }

  @Test
  void eventOfAnotherFormatVersionIsRejected() {
    var version = EventType.TASK_EXECUTING.version() + 1;
    assertThrows(
        IllegalArgumentException.class,
        () -> StoredEvent.decode("task_executing", version, "{}", "{}", Map.of()));
  }
}
