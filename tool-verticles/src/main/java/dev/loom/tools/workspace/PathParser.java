package dev.loom.tools.workspace;

import dev.loom.api.tool.Workspace.EscapeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What a model wrote as a path, taken apart into names.
final class PathParser {
  static final int CHARS_MAX = 4_096;
  static final int NAMES_MAX = 256;

  /// What Linux file systems take, in bytes.
  static final int NAME_BYTES_MAX = 255;

  private PathParser() {}

  /// The names from the root to what the path means, without `.` and `..`; empty for the root.
  ///
  /// @throws EscapeException when it leads outside
  /// @throws IllegalArgumentException when no file system could have such a path
  static List<String> parse(String path, Path root) throws EscapeException {
    check(path);
    var names = new ArrayList<String>();
    for (var name : split(path, root, path)) {
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

  /// The names in a link's target. They may hold `..`, which means the directory above the one that
  /// was really reached, and so is for the walk to decide.
  ///
  /// @param asked the path in which the link was met
  static List<String> parseLinkTarget(String target, Path root, String requestedPath)
      throws EscapeException {
    return split(target, root, requestedPath);
  }

  private static List<String> split(String path, Path root, String requestedPath)
      throws EscapeException {
    var inside = path.startsWith("/") ? relativize(root, path, requestedPath) : path;
    var names = new ArrayList<String>();
    for (var name : inside.split("/")) {
      if (!name.isEmpty() && !name.equals(".")) {
        names.add(name);
      }
    }
    return names;
  }

  private static String relativize(Path root, String absolute, String requestedPath)
      throws EscapeException {
    var normal = pathOf(absolute).normalize();
    if (!normal.startsWith(root)) {
      throw new EscapeException(requestedPath, root);
    }
    return root.relativize(normal).toString();
  }

  private static void check(String path) {
    if (path.length() > CHARS_MAX) {
      throw new IllegalArgumentException(
          "Path is too long: " + path.length() + " characters, at most " + CHARS_MAX);
    }
    if (path.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("Path holds a NUL character, which no file name can");
    }
    pathOf(path);
  }

  private static void checkNames(List<String> names) {
    if (names.size() > NAMES_MAX) {
      throw new IllegalArgumentException(
          "Path is too deep: " + names.size() + " names, at most " + NAMES_MAX);
    }
    for (var name : names) {
      var bytes = name.getBytes(StandardCharsets.UTF_8).length;
      if (bytes > NAME_BYTES_MAX) {
        throw new IllegalArgumentException(
            "A name in the path is too long: " + bytes + " bytes, at most " + NAME_BYTES_MAX);
      }
    }
  }

  private static Path pathOf(String path) {
    try {
      return Path.of(path);
    } catch (InvalidPathException unusable) {
      throw new IllegalArgumentException(
          "Path cannot be written in this system's file names: " + unusable.getReason(), unusable);
    }
  }
}
