package dev.loom.tools.host;

import dev.loom.api.tool.FileChange;
import dev.loom.api.tool.ToolResult;
import dev.loom.tools.change.CallChangeRecorder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Adds the recorded file changes of a call to its result.
final class ChangeReporting {
  /// Data key: files may have changed that the result does not list.
  private static final String UNKNOWN = "files_changed_unknown";

  private ChangeReporting() {}

  static ToolResult addTo(ToolResult result, CallChangeRecorder recorder) {
    var named = result.withFilesChanged(merged(result.filesChanged(), recorder.changes()));
    return recorder.isIncomplete() ? markIncomplete(named) : named;
  }

  private static List<FileChange> merged(List<FileChange> named, List<FileChange> recorded) {
    if (recorded.isEmpty()) {
      return named;
    }
    var byPath = new LinkedHashMap<String, FileChange>();
    named.forEach(change -> byPath.put(change.path(), change));
    recorded.forEach(change -> byPath.put(change.path(), change));
    return List.copyOf(byPath.values());
  }

  private static ToolResult markIncomplete(ToolResult result) {
    Map<String, Object> facts = new LinkedHashMap<>(result.data());
    facts.put(UNKNOWN, true);
    return result.withData(facts);
  }
}
