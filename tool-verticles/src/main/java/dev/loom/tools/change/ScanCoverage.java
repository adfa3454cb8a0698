package dev.loom.tools.change;

import dev.loom.tools.workspace.WorkspaceSnapshot;
import java.util.Set;

/// Tracks which paths the scans of a workspace cover.
final class ScanCoverage {
  /// Directories that the first scan skipped; the previous state of their files is unknown.
  private final Set<String> skippedByFirstScan;

  private Set<String> skippedByLastScan;

  ScanCoverage(Set<String> skipped) {
    skippedByFirstScan = Set.copyOf(skipped);
    skippedByLastScan = skippedByFirstScan;
  }

  void update(Set<String> skipped) {
    skippedByLastScan = Set.copyOf(skipped);
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
