package dev.loom.tools.host;

import dev.loom.api.tool.FileChange;
import dev.loom.api.tool.ToolResult;
import dev.loom.tools.change.CallChangeRecorder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Adds the recorded file changes of a call to its result.
final class ChangeReporting {
  private ChangeReporting() {}

  static ToolResult addTo(ToolResult result, CallChangeRecorder recorder) {
    var reported = result.withFilesChanged(merge(result.filesChanged(), recorder.changes()));
    return recorder.isIncomplete() ? markIncomplete(reported) : reported;
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

  private static ToolResult markIncomplete(ToolResult result) {
    Map<String, Object> data = new LinkedHashMap<>(result.data());
    data.put(ToolResult.FILES_CHANGED_UNKNOWN, true);
    return result.withData(data);
  }
}
