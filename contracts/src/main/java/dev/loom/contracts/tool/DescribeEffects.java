package dev.loom.contracts.tool;

import dev.loom.api.model.ToolCall;
import dev.loom.api.tool.ToolEffect;
import java.util.List;

/// Requests the effects that tool calls declare, before any of them runs.
///
/// @param calls calls of one model turn
public record DescribeEffects(List<ToolCall> calls) {
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
