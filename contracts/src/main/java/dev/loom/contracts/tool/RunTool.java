package dev.loom.contracts.tool;

import dev.loom.api.JsonValues;
import dev.loom.api.tool.ToolResult;
import dev.loom.contracts.CancellableRequest;
import dev.loom.contracts.config.CallLimits;
import dev.loom.contracts.id.OperationId;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Requests a tool call. Failures that the model can act on (an unknown tool, invalid arguments, an
/// exit code) are returned as an outcome; the request itself fails only if it is cancelled or an
/// internal error occurs.
///
/// @param operationId id for cancelling the call
/// @param workspace absolute path of the task's workspace
/// @param approved whether a user approved this call
/// @param repeated whether the call was already started before a crash
/// @param limits limits of the task; empty for those of the tool host
public record RunTool(
    OperationId operationId,
    TaskId taskId,
    SubtaskId subtaskId,
    StepId stepId,
    String workspace,
    String tool,
    Map<String, Object> arguments,
    boolean approved,
    boolean repeated,
    Optional<CallLimits> limits)
    implements CancellableRequest {
  public RunTool {
    arguments = JsonValues.copyOf(arguments);
  }

  /// Requests a call within the limits of the tool host.
  public RunTool(
      OperationId operationId,
      TaskId taskId,
      SubtaskId subtaskId,
      StepId stepId,
      String workspace,
      String tool,
      Map<String, Object> arguments,
      boolean approved,
      boolean repeated) {
    this(
        operationId,
        taskId,
        subtaskId,
        stepId,
        workspace,
        tool,
        arguments,
        approved,
        repeated,
        Optional.empty());
  }

  /// Reply with the result of a tool call.
  ///
  /// @param durationMillis duration in milliseconds
  public record Outcome(ToolResult result, long durationMillis) {
    public Outcome {
      Objects.requireNonNull(result, "result");
    }
  }
}
