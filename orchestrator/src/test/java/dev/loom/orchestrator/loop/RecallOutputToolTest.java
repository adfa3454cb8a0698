package dev.loom.orchestrator.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.ToolCall;
import dev.loom.api.tool.ToolResult;
import dev.loom.contracts.id.StepId;
import dev.loom.orchestrator.core.Input;
import dev.loom.orchestrator.core.TaskCoreFixture;
import dev.loom.orchestrator.core.TaskState;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecallOutputToolTest extends TaskCoreFixture {
  private String recall(String output, Map<String, Object> arguments) {
    state = TaskState.NONE;
    plan("s1");
    modelTurn("s1.1.1", "", read("c1"));
    apply(new Input.ToolFinished(new StepId("s1.1.1.1"), ToolResult.ok(output), 0.1));
    modelTurn("s1.1.2", "", new ToolCall("c2", "recall_output", arguments));
    return lastMessage("s1");
  }

  @Test
  void anOutputOfTheAttemptIsReturned() {
    assertEquals("out", recall("out", Map.of("output_id", "s1.1.1.1")));
  }

  @Test
  void aLongOutputIsReturnedInPartsOfWholeCharacters() {
    var output = "x" + "\uD83D\uDE00".repeat(RecallOutputTool.CHARS_MAX);
    var first = recall(output, Map.of("output_id", "s1.1.1.1"));
    assertTrue(first.endsWith("; from_char 15999]"), first.substring(first.length() - 60));
    var last = recall(output, Map.of("output_id", "s1.1.1.1", "from_char", output.length() - 2));
    assertEquals("\uD83D\uDE00", last);
    // A model that counts for itself may start inside a character.
    last = recall(output, Map.of("output_id", "s1.1.1.1", "from_char", output.length() - 1));
    assertEquals("\uD83D\uDE00", last);
  }

  @Test
  void anUnknownOutputIsAnError() {
    assertEquals("Unknown output_id: 's9'.", recall("out", Map.of("output_id", "s9")));
  }
}
