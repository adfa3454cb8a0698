package dev.loom.orchestrator.core;

import dev.loom.contracts.event.TaskEvent.ToolCallCompleted;
import java.util.List;

/// Results of calls that ran nowhere: refused ones, and those that the core answers itself.
final class CallResults {
  private CallResults() {}

  static void failed(Draft draft, SubtaskState subtask, Call call, String error) {
    record(draft, subtask, call, false, "", error);
  }

  static void succeeded(Draft draft, SubtaskState subtask, Call call, String output) {
    record(draft, subtask, call, true, output, "");
  }

  private static void record(
      Draft draft, SubtaskState subtask, Call call, boolean success, String output, String error) {
    draft.record(
        new ToolCallCompleted(
            subtask.id(),
            call.step(),
            call.call().id(),
            call.call().name(),
            success,
            output,
            error,
            List.of(),
            false,
            0));
  }
}
