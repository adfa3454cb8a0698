package dev.loom.tools.host;

import dev.loom.api.tool.FileChange;
import dev.loom.api.tool.ToolResult;
import dev.loom.tools.change.CallChangeRecorder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Puts the files that a call changed into its result, whether the tool named them or not.
final class ChangeReporting {
  /// The fact that files may have changed which the result does not name.
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
