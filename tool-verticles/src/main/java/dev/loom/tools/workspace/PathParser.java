package dev.loom.tools.workspace;

import dev.loom.api.tool.Workspace.EscapeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Parses paths written by models.
final class PathParser {
  static final int CHARS_MAX = 4_096;
  static final int NAMES_MAX = 256;

  /// Limit of Linux file systems, in bytes.
  static final int NAME_BYTES_MAX = 255;

  private PathParser() {}

  /// Parses a path into the names below the root and resolves `.` and `..`; empty for the root.
  ///
  /// @throws EscapeException if it leads out of the workspace
  /// @throws IllegalArgumentException if it is not a valid path
  static List<String> parse(String path, Path root) throws EscapeException {
    check(path);
    var names = new ArrayList<String>();
    for (var name : parseLinkTarget(path, root, path)) {
      if (!name.equals("..")) {
        names.add(name);
      } else if (names.isEmpty()) {
        throw new EscapeException(path, root);
      } else {
        names.removeLast();
      }
    }
    checkNames(names);
    return names;
  }

  /// Parses the target of a link. Keeps `..`, because only the resolver knows the directory whose
  /// parent it names.
  ///
  /// @param requestedPath the path in which the link occurred, for error messages
  static List<String> parseLinkTarget(String target, Path root, String requestedPath)
      throws EscapeException {
    var relative = target.startsWith("/") ? relativize(root, target, requestedPath) : target;
    var names = new ArrayList<String>();
    for (var name : relative.split("/")) {
      if (!name.isEmpty() && !name.equals(".")) {
        names.add(name);
      }
    }
    return names;
  }

  private static String relativize(Path root, String absolute, String requestedPath)
      throws EscapeException {
    var normal = FileNames.toPath(absolute).normalize();
    if (!normal.startsWith(root)) {
      throw new EscapeException(requestedPath, root);
    }
    return FileNames.toText(root.relativize(normal));
  }

  private static void check(String path) {
    if (path.length() > CHARS_MAX) {
      throw new IllegalArgumentException(
          "Path is too long: " + path.length() + " characters, at most " + CHARS_MAX);
    }
    if (path.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("Path contains a NUL character");
    }
    FileNames.encode(path);
  }

  private static void checkNames(List<String> names) {
    if (names.size() > NAMES_MAX) {
      throw new IllegalArgumentException(
          "Path is too deep: " + names.size() + " names, at most " + NAMES_MAX);
    }
    for (var name : names) {
      var bytes = FileNames.encode(name).length;
      if (bytes > NAME_BYTES_MAX) {
        throw new IllegalArgumentException(
            "A name in the path is too long: " + bytes + " bytes, at most " + NAME_BYTES_MAX);
      }
    }
  }
}
