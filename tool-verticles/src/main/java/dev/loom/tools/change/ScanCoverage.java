package dev.loom.tools.change;

import dev.loom.tools.workspace.WorkspaceSnapshot;
import java.util.Set;

/// Tracks which paths a scan of the workspace covers.
final class ScanCoverage {
  /// Directories that the first scan skipped; the previous state of their files is unknown.
  private Set<String> skippedAtFirst = Set.of();

  private Set<String> skippedNow = Set.of();

  void update(Set<String> skipped, boolean isFirst) {
    skippedNow = Set.copyOf(skipped);
    if (isFirst) {
      skippedAtFirst = skippedNow;
    }
  }

  boolean covers(String path) {
    return WorkspaceSnapshot.covers(path)
        && !isBelow(path, skippedAtFirst)
        && !isBelow(path, skippedNow);
  }

  private static boolean isBelow(String path, Set<String> directories) {
    for (var slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
      if (directories.contains(path.substring(0, slash))) {
        return true;
      }
    }
    return false;
  }
}
