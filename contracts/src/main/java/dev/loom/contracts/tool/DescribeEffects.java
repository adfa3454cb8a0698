package dev.loom.contracts.tool;

import dev.loom.api.model.ToolCall;
import dev.loom.api.tool.ToolEffect;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.TaskId;
import java.util.List;

/// Requests the effects that tool calls declare, before any of them runs.
///
/// @param step model turn that requested the calls
/// @param workspace root of the task's workspace
public record DescribeEffects(TaskId taskId, StepId step, String workspace, List<ToolCall> calls) {
  public DescribeEffects {
    calls = List.copyOf(calls);
  }

  /// Reply with the effects of each call, in the order of the calls.
  public record Described(List<List<ToolEffect>> effects) {
    public Described {
      effects = effects.stream().map(List::copyOf).toList();
    }
  }
}
