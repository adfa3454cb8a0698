package dev.loom.tools.sandbox;

import dev.loom.risk.PathRisk;
import dev.loom.tools.workspace.IgnoredDirectories;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Files and directories of a workspace that need an approval before they are changed.
///
/// @param paths their real paths, those near the root first
/// @param sockets Unix sockets, of whatever process
/// @param isComplete whether these are all
record ProtectedPaths(List<Path> paths, List<Path> sockets, boolean isComplete) {
  /// Processes could hide protected files among more than a lower limit.
  private static final int ENTRIES_MAX = 2_000_000;

  /// The kernel and bwrap slow down with many mounts.
  private static final int FOUND_MAX = 500;

  private static final int NAMES_MAX = 8;
  private static final int FILE_TYPE = 0xF000;
  private static final int SOCKET = 0xC000;

  /// Finds them.
  ///
  /// @throws IOException if the workspace has more than 2,000,000 entries
  static ProtectedPaths find(Path root) throws IOException {
    var found = new ProtectedPaths(new ArrayList<>(), new ArrayList<>(), true);
    var directories = new ArrayDeque<>(List.of(root));
    int entries = 0;
    while (!directories.isEmpty()) {
      entries += search(root, directories.poll(), directories, found);
      if (entries > ENTRIES_MAX) {
        throw new IOException(
            root
                + " has more than 2,000,000 files and directories, too many to protect some of them"
                + " in a sandbox; use a smaller workspace");
      }
    }
    var isComplete = found.paths.size() < FOUND_MAX && found.sockets.size() < FOUND_MAX;
    return new ProtectedPaths(found.paths, found.sockets, isComplete);
  }

  /// Returns the last names of a path, which decide. Assessing all of them at each level would cost
  /// the square of the depth.
  private static String end(Path path) {
    var names = path.getNameCount();
    return path.subpath(Math.max(0, names - NAMES_MAX), names).toString();
  }

  private static int search(Path root, Path directory, Deque<Path> next, ProtectedPaths found) {
    int entries = 0;
    try (var content = Files.newDirectoryStream(directory)) {
      for (var path : content) {
        var attributes =
            Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        entries++;
        if (attributes.isSymbolicLink()) {
          continue;
        }
        var name = path.getFileName().toString();
        if (attributes.isDirectory()
            && IgnoredDirectories.isSkipped(name)
            && !name.equals(".git")) {
          continue;
        }
        if (PathRisk.assessChange(end(root.relativize(path))).isPresent()) {
          add(found.paths, path);
        } else if (attributes.isDirectory()) {
          next.add(path);
        } else if (attributes.isOther() && isSocket(path)) {
          add(found.sockets, path);
        }
      }
    } catch (IOException | DirectoryIteratorException ignored) {
      // It vanished or cannot be read, so that the processes cannot read it either.
    }
    return entries;
  }

  private static void add(List<Path> found, Path path) {
    if (found.size() < FOUND_MAX) {
      found.add(path);
    }
  }

  private static boolean isSocket(Path path) throws IOException {
    var mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    return (mode & FILE_TYPE) == SOCKET;
  }
}
