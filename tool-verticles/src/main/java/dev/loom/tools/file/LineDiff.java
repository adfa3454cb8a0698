package dev.loom.tools.file;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import java.util.List;

/// What changed, as a unified diff of limited length.
final class LineDiff {
  private static final int LINES_MAX = 40;
  private static final int CONTEXT_LINES = 3;

  /// Comparing takes memory quadratic in the lines that differ.
  private static final int DIFFERENT_LINES_MAX = 2_000;

  private LineDiff() {}

  /// @param differentMax at most how many lines differ
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
