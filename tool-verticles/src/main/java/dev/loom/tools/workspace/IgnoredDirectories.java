package dev.loom.tools.workspace;

import dev.loom.api.tool.Workspace.Entry;
import dev.loom.api.tool.Workspace.Kind;
import java.util.Set;

/// Names of directories with generated content: version control, caches, dependencies, build
/// output.
public final class IgnoredDirectories {
  private static final Set<String> HIDDEN =
      Set.of(
          ".git",
          ".hg",
          ".svn",
          ".venv",
          "venv",
          ".tox",
          ".mypy_cache",
          ".pytest_cache",
          ".ruff_cache",
          ".gradle",
          ".cache",
          "__pycache__",
          "node_modules");

  private static final Set<String> BUILD_OUTPUT = Set.of("dist", "build", "target");

  private IgnoredDirectories() {}

  /// Returns whether listings omit this entry.
  static boolean isHidden(Entry entry) {
    return entry.kind() == Kind.DIRECTORY && HIDDEN.contains(entry.name());
  }

  /// Returns whether searches and snapshots skip this entry.
  public static boolean isSkipped(Entry entry) {
    return entry.kind() == Kind.DIRECTORY && isSkipped(entry.name());
  }

  /// Returns whether searches and snapshots skip a directory of this name.
  public static boolean isSkipped(String name) {
    return HIDDEN.contains(name) || BUILD_OUTPUT.contains(name);
  }
}
