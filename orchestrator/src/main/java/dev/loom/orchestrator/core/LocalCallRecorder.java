package dev.loom.orchestrator.core;

import dev.loom.contracts.event.TaskEvent.ToolCallCompleted;
import dev.loom.orchestrator.loop.ToolCallState;
import java.util.List;

/// Records the results of tool calls that the core handles itself: rejected calls and calls of
/// [EngineTools].
final class LocalCallRecorder {
  private LocalCallRecorder() {}

  static void fail(
      DecisionBuilder decision, SubtaskState subtask, ToolCallState call, String error) {
    record(decision, subtask, call, false, "", error);
  }

  static void succeed(
      DecisionBuilder decision, SubtaskState subtask, ToolCallState call, String output) {
    record(decision, subtask, call, true, output, "");
  }

  private static void record(
      DecisionBuilder decision,
      SubtaskState subtask,
      ToolCallState call,
      boolean success,
      String output,
      String error) {
    decision.record(
        new ToolCallCompleted(
            subtask.id(),
            call.step(),
            call.toolCall().id(),
            call.toolCall().name(),
            success,
            output,
            error,
            List.of(),
            false,
            0));
  }
}
