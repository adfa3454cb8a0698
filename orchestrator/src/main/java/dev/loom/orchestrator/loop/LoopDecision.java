package dev.loom.orchestrator.loop;

import dev.loom.api.tool.ToolResult;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.event.TaskEvent.ToolCallCompleted;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.tool.ToolErrorCode;
import java.time.Instant;

/// Collects the events of one decision about one attempt. All that the loop needs from its owner.
public interface LoopDecision {
  /// Returns the id under which the attempt's events are recorded.
  SubtaskId subtaskId();

  /// Returns the attempt as it is after the events recorded so far.
  Attempt attempt();

  Instant now();

  void record(TaskEvent.Recorded event);

  /// Records the result of a tool call.
  ///
  /// @param repeated whether the call may have run twice, because of a crash
  default void finishCall(
      ToolCallState call, ToolResult result, boolean repeated, double durationSeconds) {
    record(
        new ToolCallCompleted(
            subtaskId(),
            call.step(),
            call.toolCall().id(),
            call.toolCall().name(),
            result,
            repeated,
            durationSeconds));
  }

  /// Records the output of a call that the loop ran itself.
  default void finishCall(ToolCallState call, String output) {
    finishCall(call, ToolResult.ok(output), false, 0);
  }

  /// Records why a call did not run.
  default void failCall(ToolCallState call, String error) {
    finishCall(call, ToolResult.fail(ToolErrorCode.NOT_RUN, error), false, 0);
  }

  /// Ends the attempt. The owner decides what follows.
  void fail(FailureCategory category, String reason);

  /// Returns whether new work may start. Running work finishes in any case.
  boolean mayStartWork();

  /// Returns whether the owner's budget allows one more tool call. If not, new work stops.
  boolean allowsToolCall();
}
