package dev.loom.tools.change;

import dev.loom.tools.workspace.WorkspaceSnapshot;
import java.util.Set;

/// Tracks which paths the scans of a workspace cover.
final class ScanCoverage {
  /// Directories that the first scan skipped; the previous state of their files is unknown.
  private Set<String> skippedByFirstScan = Set.of();

  private Set<String> skippedByLastScan = Set.of();

  void update(Set<String> skipped, boolean isFirst) {
    skippedByLastScan = Set.copyOf(skipped);
    if (isFirst) {
      skippedByFirstScan = skippedByLastScan;
    }
  }

  boolean covers(String path) {
    return WorkspaceSnapshot.covers(path)
        && !isBelow(path, skippedByFirstScan)
        && !isBelow(path, skippedByLastScan);
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
