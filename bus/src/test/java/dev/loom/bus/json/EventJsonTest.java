package dev.loom.bus.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.event.EventType;
import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.event.TokenKind;
import dev.loom.contracts.event.TransientEvent;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class EventJsonTest {
  private static final TaskId TASK = new TaskId("t1");
  private static final Instant AT = Instant.parse("2026-11-22T10:11:12Z");

  private static String json(String data, String blobs) {
    return EventJson.of(new JournalEntry(TASK, 7, EventType.TASK_STEERED, AT, data, blobs));
  }

  @Test
  void aRecordedEventHasItsTaskTypeNumberTimeAndData() {
    assertEquals(
        "{\"task_id\":\"t1\",\"event_type\":\"task_steered\",\"seq\":7,"
            + "\"timestamp\":\"2026-11-22T10:11:12Z\",\"data\":{\"instruction\":\"x\"}}",
        json("{\"instruction\":\"x\"}", "{}"));
  }

  @Test
  void blobsAreAddedOnlyIfThereAreAny() {
    assertEquals(
        "{\"task_id\":\"t1\",\"event_type\":\"task_steered\",\"seq\":7,"
            + "\"timestamp\":\"2026-11-22T10:11:12Z\",\"data\":{},\"blobs\":{\"/a\":\"1f\"}}",
        json("{}", "{\"/a\":\"1f\"}"));
  }

  @Test
  void lineEndsBetweenTokensAreReplaced() {
    assertEquals(-1, json("{\n\"a\":\r\n1}", "{\n\"/a\":\"1f\"}").indexOf('\n'));
  }

  @Test
  void aTokenIsNumberedWithinItsStepOnly() {
    var token =
        new TransientEvent(
            TASK,
            new TaskEvent.TokenStreamed(
                new SubtaskId("s1"),
                "Hel\nlo",
                "executor",
                new StepId("s1.1.2"),
                3,
                TokenKind.TEXT,
                true));
    assertEquals(
        "{\"task_id\":\"t1\",\"event_type\":\"token_streamed\","
            + "\"timestamp\":\"2026-11-22T10:11:12Z\",\"data\":{\"subtask_id\":\"s1\","
            + "\"token\":\"Hel\\nlo\",\"model\":\"executor\",\"step_id\":\"s1.1.2\",\"seq\":3,"
            + "\"kind\":\"text\",\"restart\":true}}",
        EventJson.of(token, AT));
  }

  @Test
  void progressOfAToolCallHasNoNumber() {
    var progress =
        new TaskEvent.ToolProgress(new SubtaskId("s1"), new StepId("s1.1.2.1"), "fetch", "half");
    assertEquals(
        "{\"task_id\":\"t1\",\"event_type\":\"tool_progress\","
            + "\"timestamp\":\"2026-11-22T10:11:12Z\",\"data\":{\"subtask_id\":\"s1\","
            + "\"step_id\":\"s1.1.2.1\",\"tool\":\"fetch\",\"message\":\"half\"}}",
        EventJson.of(new TransientEvent(TASK, progress), AT));
  }

  @Test
  void aNoticeHasTheLastNumberAndAMessage() {
    assertEquals(
        "{\"task_id\":\"t1\",\"event_type\":\"lagged\",\"timestamp\":\"2026-11-22T10:11:12Z\","
            + "\"data\":{\"last_seq\":42,\"message\":\"too \\\"slow\\\"\"}}",
        EventJson.ofNotice(TASK, "lagged", 42, "too \"slow\"", AT));
  }

  private static String model(String data, String blobs) {
    return EventJson.of(new JournalEntry(TASK, 3, EventType.MODEL_TURN_COMPLETED, AT, data, blobs));
  }

  @Test
  void providerStateAndItsBlobsAreRemovedFromAModelTurn() {
    assertEquals(
        "{\"task_id\":\"t1\",\"event_type\":\"model_turn_completed\",\"seq\":3,"
            + "\"timestamp\":\"2026-11-22T10:11:12Z\",\"data\":{\"text\":\"the continuation\"},"
            + "\"blobs\":{\"/text\":\"1f\"}}",
        model(
            "{\"text\":\"the continuation\",\"continuation\":{\"blocks\":[1]}}",
            "{\"/text\":\"1f\",\"/continuation\":\"2f\",\"/continuation/blocks/0\":\"3f\"}"));
  }

  @Test
  void aModelTurnWithoutProviderStateIsWrittenAsItIsStored() {
    assertTrue(model("{\"text\":  \"x\"}", "{}").endsWith("\"data\":{\"text\":  \"x\"}}"));
  }

  @Test
  void aFieldOfThatNameInAnotherEventIsKept() {
    assertTrue(json("{\"continuation\":\"x\"}", "{}").contains("{\"continuation\":\"x\"}"));
  }
}
