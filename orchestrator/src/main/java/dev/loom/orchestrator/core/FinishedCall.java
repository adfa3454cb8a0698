package dev.loom.orchestrator.core;

import dev.loom.api.JsonTree;
import dev.loom.contracts.id.StepId;
import java.util.Map;

/// A tool call that came to its end.
///
/// @param detail its output, or why it failed
public record FinishedCall(
    StepId step, String tool, Map<String, Object> args, boolean success, String detail) {
  public FinishedCall {
    args = JsonTree.copyOf(args);
  }
}
