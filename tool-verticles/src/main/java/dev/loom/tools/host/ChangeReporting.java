package dev.loom.tools.host;

import dev.loom.api.tool.FileChange;
import dev.loom.api.tool.ToolResult;
import dev.loom.tools.change.CallChangeRecorder;
import java.util.LinkedHashMap;
import java.util.List;

/// Adds the recorded file changes of a call to its result.
final class ChangeReporting {
  private ChangeReporting() {}

  static ToolResult addTo(ToolResult result, CallChangeRecorder recorder) {
    var reported = result.withFilesChanged(merge(result.filesChanged(), recorder.changes()));
    var noted = withNote(reported, recorder.protectedNote());
    var reason = recorder.unknownReason();
    return reason.isEmpty() ? noted : markIncomplete(noted, reason);
  }

  private static List<FileChange> merge(List<FileChange> reported, List<FileChange> recorded) {
    if (recorded.isEmpty()) {
      return reported;
    }
    var byPath = new LinkedHashMap<String, FileChange>();
    reported.forEach(change -> byPath.put(change.path(), change));
    recorded.forEach(change -> byPath.put(change.path(), change));
    return List.copyOf(byPath.values());
  }

  /// Adds a flag to the data for programs, and a note to the output for models and users.
  private static ToolResult markIncomplete(ToolResult result, String reason) {
    var note =
        "Note: some changes of this call are not recorded and cannot be undone, because %s."
            .formatted(reason);
    return withNote(result, note).plusData(ToolResult.FILES_CHANGED_UNKNOWN, true);
  }

  private static ToolResult withNote(ToolResult result, String note) {
    if (note.isEmpty()) {
      return result;
    }
    return result.withOutput(result.output().isEmpty() ? note : result.output() + "\n" + note);
  }
}
