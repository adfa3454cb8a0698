package dev.loom.contracts.tool;

import dev.loom.api.tool.ToolResult;
import java.util.Objects;

/// Reply with the result of a tool call.
///
/// @param durationMillis duration in milliseconds
public record ToolOutcome(ToolResult result, long durationMillis) {
  public ToolOutcome {
    Objects.requireNonNull(result, "result");
  }
}
