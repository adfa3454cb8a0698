package dev.loom.orchestrator.loop;

import dev.loom.api.tool.ToolDescriptor;
import dev.loom.contracts.config.ExecutionConfig;
import dev.loom.contracts.tool.ToolCatalogue;

/// A tool about the task itself. The loop runs it, because it needs no I/O.
interface EngineTool {
  ToolDescriptor descriptor();

  /// Returns whether calls may run beside read-only calls of the same turn.
  boolean runsInParallel();

  /// Runs a call: records its result, or what the call waits for.
  ///
  /// @param tools the tools that the model may call
  void execute(
      LoopDecision decision, ToolCallState call, ExecutionConfig limits, ToolCatalogue tools);
}
