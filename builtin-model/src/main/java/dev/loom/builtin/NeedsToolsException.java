package dev.loom.builtin;

import dev.loom.api.model.ToolCall;
import java.util.List;

/// Ends a turn of the rules, which continue with the results of these tool calls.
final class NeedsToolsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<ToolCall> calls;

  NeedsToolsException(List<ToolCall> calls) {
    super("tools are needed", null, false, false);
    this.calls = List.copyOf(calls);
  }

  List<ToolCall> calls() {
    return calls;
  }
}
