package dev.loom.orchestrator.core;

import dev.loom.api.tool.ToolResult;
import dev.loom.contracts.event.TaskEvent.ToolCallCompleted;
import dev.loom.orchestrator.loop.ToolCallState;

/// Records the results of tool calls that the core handles itself: rejected calls and calls of
/// [EngineTools].
final class LocalCallRecorder {
  private LocalCallRecorder() {}

  static void fail(
      DecisionBuilder decision, SubtaskState subtask, ToolCallState call, String error) {
    record(decision, subtask, call, ToolResult.fail("not_run", error));
  }

  static void succeed(
      DecisionBuilder decision, SubtaskState subtask, ToolCallState call, String output) {
    record(decision, subtask, call, ToolResult.ok(output));
  }

  private static void record(
      DecisionBuilder decision, SubtaskState subtask, ToolCallState call, ToolResult result) {
    decision.record(
        new ToolCallCompleted(
            subtask.id(),
            call.step(),
            call.toolCall().id(),
            call.toolCall().name(),
            result,
            false,
            0));
  }
}
