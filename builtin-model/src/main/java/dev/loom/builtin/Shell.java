package dev.loom.builtin;

import java.util.List;
import java.util.stream.Collectors;

/// Builds command lines that only read. External text is always quoted.
final class Shell {
  private Shell() {}

  /// Returns a command that finds files by name.
  ///
  /// @param excluded files to skip, relative to the workspace
  static String find(String folder, List<String> namePatterns, List<String> excluded) {
    var root = quotedPath(folder);
    return "find "
        + root
        + joined(" -type d \\( ", FolderSearch.EXCLUDED_FOLDERS, "-name ", " \\)")
        + " ! -path "
        + root
        + " -prune -o -type f"
        + joined(" \\( ", namePatterns, "-iname ", " \\)")
        + excluded.stream()
            .map(path -> " ! -path " + quotedPath(path))
            .collect(Collectors.joining());
  }

  private static String joined(String start, List<String> names, String option, String end) {
    return names.stream()
        .map(name -> option + quote(name))
        .collect(Collectors.joining(" -o ", start, end));
  }

  /// Quotes a path in a form that no program parses as an option.
  static String quotedPath(String path) {
    return quote(
        path.equals(".") || path.startsWith("/") || path.startsWith("./") ? path : "./" + path);
  }

  /// Quotes a text as one shell word.
  static String quote(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
