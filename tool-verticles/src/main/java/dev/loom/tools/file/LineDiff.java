package dev.loom.tools.file;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import java.util.List;

/// Renders a change as a unified diff of at most 40 lines.
final class LineDiff {
  private static final int LINES_MAX = 40;
  private static final int CONTEXT_LINES = 3;

  /// Upper bound for the diff algorithm, whose memory grows with the square of the differing lines.
  private static final int DIFFERENT_LINES_MAX = 2_000;

  private LineDiff() {}

  /// @param differentMax upper bound of the number of differing lines
  static String render(String path, String before, String after, int differentMax) {
    if (differentMax > DIFFERENT_LINES_MAX) {
      return "(too many changed lines to show)";
    }
    var old = before.lines().toList();
    var patch = DiffUtils.diff(old, after.lines().toList());
    var diff =
        UnifiedDiffUtils.generateUnifiedDiff("a/" + path, "b/" + path, old, patch, CONTEXT_LINES);
    return truncate(diff);
  }

  private static String truncate(List<String> diff) {
    if (diff.size() <= LINES_MAX) {
      return String.join("\n", diff);
    }
    return String.join("\n", diff.subList(0, LINES_MAX))
        + "\n... ("
        + (diff.size() - LINES_MAX)
        + " more diff lines)";
  }
}
