package dev.loom.gateway.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.bus.json.Json;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class SseFrameTest {
  private static final TaskId TASK = new TaskId("t1");
  private static final Instant AT = Instant.parse("2026-11-22T12:00:00Z");

  /// Splits as Python's `str.splitlines`, which httpx applies to a stream.
  private static String[] splitLines(SseFrame frame) {
    return frame
        .bytes()
        .toString()
        .split("\r\n|[\n\r\u000b\f\u001c\u001d\u001e\u0085\u2028\u2029]");
  }

  private static SseFrame frame(String goal) {
    var json = Json.write(new TaskEvent.TaskPlanning(goal, 1));
    return SseFrame.of(new JournalEntry(TASK, 3, EventType.TASK_PLANNING, AT, json, "{}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\u2028b",
        "a\u2029b",
        "a\u0085b",
        "a\u000bb",
        "a\fb",
        "a\u001cb",
        "a\u001db",
        "a\u001eb",
        "\u2028",
        "\\u2028 and \u2028",
        "\r\n\u2029\n",
        "\ud83d\ude00\u0085\u00e4"
      })
  void noTextSplitsALine(String goal) {
    var lines = splitLines(frame(goal));
    assertEquals(3, lines.length);
    var data = Json.parse(lines[2].substring("data: ".length())).get("data");
    assertEquals(goal, data.get("goal").textValue());
  }

  @Test
  void noticesAndTransientEventsAreEscapedToo() {
    var text = "x\u2028y\u2029z\u0085";
    assertEquals(2, splitLines(SseFrame.ofUnreadable(TASK, 1, text, AT)).length);
    var step =
        new TaskEvent.TokenStreamed(
            new SubtaskId("s1"), text, "m", new StepId("s1.1.1"), 1, TokenKind.TEXT, false);
    assertEquals(2, splitLines(SseFrame.ofTokenOnly(step)).length);
    assertEquals(2, splitLines(SseFrame.of(new TransientEvent(TASK, step), AT)).length);
  }

  @Test
  void otherTextIsNotChanged() {
    var text = frame("\u00e4 \u20ac \u2027 \u202a \ud83d\ude00").bytes().toString();
    assertEquals(true, text.contains("\u00e4 \u20ac \u2027 \u202a \ud83d\ude00"), text);
  }
}
