package dev.loom.tools.change;

import dev.loom.tools.workspace.Survey;
import java.util.Set;

/// Which paths a look at the whole workspace tells of.
final class Coverage {
  /// Directories that the first look did not get into: nothing is known of what was in them.
  private Set<String> closedAtFirst = Set.of();

  private Set<String> closedNow = Set.of();

  void surveyed(Set<String> closed, boolean isFirst) {
    closedNow = Set.copyOf(closed);
    if (isFirst) {
      closedAtFirst = closedNow;
    }
  }

  boolean covers(String path) {
    return Survey.tellsOf(path) && !isBelow(path, closedAtFirst) && !isBelow(path, closedNow);
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
