package dev.loom.orchestrator.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.api.model.ToolCall;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecallOutputToolTest extends TaskCoreFixture {
  @Test
  void aRemovedOutputCanBeRecalled() {
    plan("s1");
    modelTurn("s1.1.1", "", read("c1"));
    toolFinished("s1.1.1.1", true);
    modelTurn("s1.1.2", "", new ToolCall("c2", "recall_output", Map.of("output_id", "s1.1.1.1")));
    assertEquals("out", lastMessage("s1"));
    modelTurn("s1.1.3", "", new ToolCall("c3", "recall_output", Map.of("output_id", "s9")));
    assertEquals(1, state.subtasks().size());
  }
}
