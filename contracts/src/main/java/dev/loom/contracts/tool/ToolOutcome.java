package dev.loom.contracts.tool;

import dev.loom.api.tool.ToolResult;
import java.util.Objects;

/// What a tool call came to.
///
/// @param durationMillis how long it took
public record ToolOutcome(ToolResult result, long durationMillis) {
  public ToolOutcome {
    Objects.requireNonNull(result, "result");
  }
}
