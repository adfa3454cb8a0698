package dev.loom.tools.workspace;

import dev.loom.api.tool.Workspace.Entry;
import dev.loom.api.tool.Workspace.Kind;
import dev.loom.api.tool.Workspace.Visitor;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Visits all entries below a directory, depth first and in name order.
final class DirectoryWalker {
  /// Deeper directories are skipped; each level keeps a directory open.
  static final int DEPTH_MAX = 100;

  /// Larger directories are rejected, because their entries are sorted in memory.
  static final int ENTRIES_MAX = 200_000;

  private static final Comparator<Entry> BY_NAME = Comparator.comparing(Entry::name);

  private final Visitor visitor;
  private int depth;

  DirectoryWalker(Visitor visitor) {
    this.visitor = visitor;
  }

  /// @return false when the visitor stopped the walk
  boolean walk(SecureDirectoryStream<Path> directory, String path) throws IOException {
    if (depth >= DEPTH_MAX) {
      return true;
    }
    depth++;
    for (var found : readEntries(directory, path).stream().sorted(BY_NAME).toList()) {
      if (Thread.currentThread().isInterrupted()) {
        throw new ClosedByInterruptException();
      }
      switch (visitor.visit(found)) {
        case STOP -> {
          return false;
        }
        case SKIP -> {}
        case CONTINUE -> {
          if (found.kind() == Kind.DIRECTORY && !descend(directory, found)) {
            return false;
          }
        }
      }
    }
    depth--;
    return true;
  }

  private boolean descend(SecureDirectoryStream<Path> directory, Entry found) throws IOException {
    SecureDirectoryStream<Path> subdirectory;
    try {
      subdirectory = PathHandle.open(directory, found.name());
    } catch (AccessDeniedException ignored) {
      visitor.unreadable(found);
      return true;
    } catch (IOException ignored) {
      // It vanished or was replaced.
      return true;
    }
    try (subdirectory) {
      return walk(subdirectory, found.path());
    }
  }

  static List<Entry> readEntries(SecureDirectoryStream<Path> directory, String path)
      throws IOException {
    var prefix = path.equals(PathHandle.SELF) ? "" : path + "/";
    var entries = new ArrayList<Entry>();
    for (var file : directory) {
      var name = FileNames.toText(file.getFileName());
      if (entries.size() == ENTRIES_MAX) {
        throw new IOException("More than " + ENTRIES_MAX + " entries in '" + path + "'");
      }
      if (!name.startsWith(AtomicWrites.TEMP_PREFIX)) {
        PathHandle.stat(directory, name)
            .map(attributes -> PathHandle.toEntry(prefix + name, attributes))
            .ifPresent(entries::add);
      }
    }
    return entries;
  }
}
