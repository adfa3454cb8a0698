package dev.loom.orchestrator.loop;

import dev.loom.api.tool.ToolResult;
import dev.loom.contracts.config.ExecutionConfig;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.event.TaskEvent.ApprovalRequested;
import dev.loom.contracts.event.TaskEvent.ToolCallCompleted;
import dev.loom.contracts.id.Sha256;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.RiskAssessment;
import dev.loom.contracts.tool.ToolErrorCode;
import java.time.Instant;
import java.util.Map;

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

  /// Asks the user to approve an action, for at most `review.approvalTimeoutSeconds`. The approval
  /// is bound by a hash to exactly this action of this step.
  default void requestApproval(
      StepId step,
      String action,
      RiskAssessment risk,
      Map<String, Object> details,
      ExecutionConfig limits) {
    record(
        new ApprovalRequested(
            subtaskId(),
            step,
            risk.reason(),
            action,
            risk.level(),
            details,
            hash(step, action),
            now().plusSeconds(limits.review().approvalTimeoutSeconds()),
            risk.category()));
  }

  /// Returns the SHA-256 of a step and an action, in hexadecimal.
  static String hash(StepId step, String action) {
    return Sha256.hex(step + "\0" + action);
  }

  /// Ends the attempt. The owner decides what follows.
  void fail(FailureCategory category, String reason);

  /// Returns whether new work may start. Running work finishes in any case.
  boolean mayStartWork();

  /// Returns whether the owner's budget allows one more tool call. If not, new work stops.
  boolean allowsToolCall();
}
