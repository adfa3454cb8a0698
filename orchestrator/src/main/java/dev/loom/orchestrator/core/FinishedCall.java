package dev.loom.orchestrator.core;

import dev.loom.api.JsonValues;
import dev.loom.contracts.id.StepId;
import java.util.Map;

/// A tool call that came to its end.
///
/// @param detail its output, or why it failed
/// @param changed whether it changed a file
public record FinishedCall(
    StepId step,
    String tool,
    Map<String, Object> args,
    boolean success,
    String detail,
    boolean changed) {
  public FinishedCall {
    args = JsonValues.copyOf(args);
  }

  /// Whether it asked for the very same.
  boolean isSameAs(String otherTool, Map<String, Object> otherArgs) {
    return tool.equals(otherTool) && args.equals(otherArgs);
  }
}
