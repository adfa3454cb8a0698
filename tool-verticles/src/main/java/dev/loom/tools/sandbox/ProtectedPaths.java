package dev.loom.tools.sandbox;

import dev.loom.risk.PathRisk;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/// Files and directories of a workspace that need an approval before they are changed.
///
/// @param paths their real paths, those near the root first
/// @param isComplete whether all were searched
record ProtectedPaths(List<Path> paths, boolean isComplete) {
  private static final int ENTRIES_MAX = 20_000;

  /// The kernel and bwrap slow down with many mounts.
  private static final int FOUND_MAX = 500;

  private static final int NAMES_MAX = 8;

  private static final Set<String> SKIPPED =
      Set.of("node_modules", ".venv", "venv", "__pycache__", "target", "build", ".gradle");

  /// Finds them. Of a workspace with more than 20,000 entries, the deepest are not searched.
  static ProtectedPaths find(Path root) {
    var found = new ArrayList<Path>();
    var directories = new ArrayDeque<>(List.of(root));
    int entries = 0;
    while (!directories.isEmpty() && entries < ENTRIES_MAX) {
      entries += search(root, directories.poll(), directories, found);
    }
    return new ProtectedPaths(found, entries < ENTRIES_MAX && found.size() < FOUND_MAX);
  }

  /// Returns the last names of a path, which decide. Assessing all of them at each level would cost
  /// the square of the depth.
  private static String end(Path path) {
    var names = path.getNameCount();
    return path.subpath(Math.max(0, names - NAMES_MAX), names).toString();
  }

  private static int search(Path root, Path directory, Deque<Path> next, List<Path> found) {
    int entries = 0;
    try (var content = Files.newDirectoryStream(directory)) {
      for (var path : content) {
        if (++entries > ENTRIES_MAX || found.size() >= FOUND_MAX) {
          break;
        }
        var isDirectory = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
        if (Files.isSymbolicLink(path) || SKIPPED.contains(path.getFileName().toString())) {
          continue;
        }
        if (PathRisk.assessChange(end(root.relativize(path))).isPresent()) {
          found.add(path);
        } else if (isDirectory) {
          next.add(path);
        }
      }
    } catch (IOException | DirectoryIteratorException ignored) {
      // It vanished or cannot be read, so that the processes cannot read it either.
    }
    return entries;
  }
}
