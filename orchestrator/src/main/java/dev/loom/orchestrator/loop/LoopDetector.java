package dev.loom.orchestrator.loop;

import dev.loom.api.model.ToolCall;
import java.util.List;

/// Detects repeated tool calls without progress.
final class LoopDetector {
  private LoopDetector() {}

  /// Counts how often the call was made since the last change of a file.
  ///
  /// @param calls the attempt's finished calls, oldest first
  static int countRepeats(List<FinishedCall> calls, ToolCall call) {
    int repeats = 0;
    for (var earlier : calls.reversed()) {
      if (earlier.changed()) {
        return repeats;
      }
      if (earlier.isSameAs(call.name(), call.arguments())) {
        repeats++;
      }
    }
    return repeats;
  }
}
