package dev.loom.orchestrator.core;

import dev.loom.api.model.ToolCall;
import java.util.List;

/// Tells when a model goes in circles.
final class LoopDetector {
  private LoopDetector() {}

  /// How often a call was made since anything changed.
  ///
  /// @param calls those of the attempt, oldest first
  static int countRepeats(List<FinishedCall> calls, ToolCall call) {
    int same = 0;
    for (var made : calls.reversed()) {
      if (made.changed()) {
        return same;
      }
      if (made.isSameAs(call.name(), call.arguments())) {
        same++;
      }
    }
    return same;
  }
}
