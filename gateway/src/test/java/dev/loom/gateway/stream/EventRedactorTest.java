package dev.loom.gateway.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.loom.contracts.event.EventType;
import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.id.TaskId;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class EventRedactorTest {
  private static JournalEntry entry(EventType type, String data, String blobs) {
    return new JournalEntry(new TaskId("t1"), 3, type, Instant.EPOCH, data, blobs);
  }

  @Test
  void providerStateAndItsBlobsAreRemovedFromAModelTurn() {
    var redacted =
        EventRedactor.redact(
            entry(
                EventType.MODEL_TURN_COMPLETED,
                "{\"text\":\"the continuation\",\"continuation\":{\"blocks\":[1]}}",
                "{\"/text\":\"1f\",\"/continuation\":\"2f\",\"/continuation/blocks/0\":\"3f\"}"));
    assertEquals("{\"text\":\"the continuation\"}", redacted.data());
    assertEquals("{\"/text\":\"1f\"}", redacted.blobs());
    assertEquals(3, redacted.seq());
  }

  @Test
  void aModelTurnWithoutProviderStateIsUnchanged() {
    var entry = entry(EventType.MODEL_TURN_COMPLETED, "{\"text\":\"x\"}", "{}");
    assertSame(entry, EventRedactor.redact(entry));
  }

  @Test
  void otherEventsAreUnchanged() {
    var entry = entry(EventType.TASK_STEERED, "{\"continuation\":\"x\"}", "{}");
    assertSame(entry, EventRedactor.redact(entry));
  }
}
