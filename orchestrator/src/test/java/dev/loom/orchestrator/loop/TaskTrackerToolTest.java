package dev.loom.orchestrator.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.ToolCall;
import dev.loom.orchestrator.core.TaskCoreFixture;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskTrackerToolTest extends TaskCoreFixture {
  private static final Map<String, Object> LIST = Map.of("action", "list");
  private int turn;

  @BeforeEach
  void start() {
    plan("s1");
  }

  /// Makes calls in one turn and returns the result of the last.
  @SafeVarargs
  private String track(Map<String, Object>... arguments) {
    turn++;
    modelTurn(
        "s1.1." + turn,
        "",
        IntStream.range(0, arguments.length)
            .mapToObj(index -> new ToolCall("c" + turn + index, "task_tracker", arguments[index]))
            .toArray(ToolCall[]::new));
    return lastMessage("s1");
  }

  private static Map<String, Object> add(String content) {
    return Map.of("action", "add", "content", content);
  }

  @Test
  void stepsAreAddedAndUpdated() {
    assertEquals(
        "1. [pending] read\n2. [in_progress] write",
        track(add(" read "), Map.of("action", "add", "content", "write", "status", "in_progress")));
    assertEquals(
        "1. [pending] read\n2. [completed] write all",
        track(
            Map.of(
                "action", "update", "task_id", 2, "content", "write all", "status", "completed")));
  }

  @Test
  void theListIsShownAndCleared() {
    assertEquals("The list is empty.", track(LIST));
    assertEquals(
        "1. [pending] again", track(add("first"), Map.of("action", "clear"), add("again")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "remove|x|1|completed|'action' must be add, update, list or clear.",
        "add|||completed|'content' must be a non-empty text.",
        "add|x||done|'status' must be one of pending, in_progress, completed.",
        "update|||completed|There is no step ''. Steps: 1 to 1.",
        "update|x|7||There is no step '7'. Steps: 1 to 1.",
        "update||1||An update needs 'status' or 'content'."
      })
  void aWrongCallSaysWhatIsWrongAndChangesNothing(
      String action, String content, String id, String status, String problem) {
    var arguments =
        Map.<String, Object>of(
            "action",
            action,
            "content",
            content == null ? "" : content,
            "task_id",
            id == null ? "" : id,
            "status",
            status == null ? "" : status);
    var message = track(add("read"), arguments);
    assertTrue(message.contains(problem), message);
    assertEquals("1. [pending] read", track(LIST));
  }

  @Test
  void aStepIsBounded() {
    var message = track(add("x".repeat(501)));
    assertTrue(message.contains("longer than 500"), message);
  }
}
