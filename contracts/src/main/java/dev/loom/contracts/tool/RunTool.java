package dev.loom.contracts.tool;

import dev.loom.api.JsonValues;
import dev.loom.contracts.bus.Cancellable;
import dev.loom.contracts.id.OperationId;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import java.util.Map;
import java.util.Objects;

/// Asks for one tool call. A call that fails in a way the model can learn from (an unknown tool,
/// wrong arguments, an exit code) is answered with an outcome that says so; only work that was told
/// to stop, or a fault of ours, is refused.
///
/// @param workspace the absolute path of the task's workspace
/// @param repeated whether it had already been started before a crash
public record RunTool(
    OperationId work,
    TaskId taskId,
    SubtaskId subtaskId,
    StepId stepId,
    String workspace,
    String tool,
    Map<String, Object> arguments,
    boolean repeated)
    implements Cancellable {
  public RunTool {
    Objects.requireNonNull(work, "work");
    Objects.requireNonNull(taskId, "taskId");
    Objects.requireNonNull(subtaskId, "subtaskId");
    Objects.requireNonNull(stepId, "stepId");
    Objects.requireNonNull(workspace, "workspace");
    Objects.requireNonNull(tool, "tool");
    arguments = JsonValues.copyOf(arguments);
  }
}
