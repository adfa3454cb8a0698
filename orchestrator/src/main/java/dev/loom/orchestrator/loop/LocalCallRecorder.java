package dev.loom.orchestrator.loop;

import dev.loom.api.tool.ToolResult;
import dev.loom.contracts.event.TaskEvent.ToolCallCompleted;

/// Records the results of tool calls that the loop handles itself: rejected calls and calls of
/// [EngineTools].
final class LocalCallRecorder {
  private LocalCallRecorder() {}

  static void fail(LoopDecision decision, ToolCallState call, String error) {
    record(decision, call, ToolResult.fail("not_run", error));
  }

  static void succeed(LoopDecision decision, ToolCallState call, String output) {
    record(decision, call, ToolResult.ok(output));
  }

  private static void record(LoopDecision decision, ToolCallState call, ToolResult result) {
    decision.record(
        new ToolCallCompleted(
            decision.subtaskId(),
            call.step(),
            call.toolCall().id(),
            call.toolCall().name(),
            result,
            false,
            0));
  }
}
