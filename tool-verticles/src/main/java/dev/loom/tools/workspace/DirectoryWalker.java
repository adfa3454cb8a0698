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
import java.util.Optional;

/// Visits all entries below a directory, depth first and in name order.
final class DirectoryWalker {
  /// Deeper directories are skipped; each level keeps a directory open.
  static final int DEPTH_MAX = 100;

  /// Larger directories are rejected, because their entries are sorted in memory.
  static final int ENTRIES_MAX = 200_000;

  private static final Comparator<Entry> BY_NAME = Comparator.comparing(Entry::name);

  private final Visitor visitor;
  private final boolean sorted;
  private int depth;

  DirectoryWalker(Visitor visitor) {
    this(visitor, true);
  }

  /// @param sorted false to visit the entries of a directory in no order, however many there are
  DirectoryWalker(Visitor visitor, boolean sorted) {
    this.visitor = visitor;
    this.sorted = sorted;
  }

  /// @return false when the visitor stopped the walk
  boolean walk(SecureDirectoryStream<Path> directory, String path) throws IOException {
    if (depth >= DEPTH_MAX) {
      return true;
    }
    depth++;
    try {
      return sorted ? visitSorted(directory, path) : visitAll(directory, path);
    } finally {
      depth--;
    }
  }

  private boolean visitSorted(SecureDirectoryStream<Path> directory, String path)
      throws IOException {
    for (var found : readEntries(directory, path).stream().sorted(BY_NAME).toList()) {
      if (!visit(directory, found)) {
        return false;
      }
    }
    return true;
  }

  private boolean visitAll(SecureDirectoryStream<Path> directory, String path) throws IOException {
    for (var file : directory) {
      var found = entry(directory, path, FileNames.toText(file.getFileName()));
      if (found.isPresent() && !visit(directory, found.get())) {
        return false;
      }
    }
    return true;
  }

  /// @return false when the visitor stopped the walk
  private boolean visit(SecureDirectoryStream<Path> directory, Entry found) throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new ClosedByInterruptException();
    }
    return switch (visitor.visit(found)) {
      case STOP -> false;
      case SKIP -> true;
      case CONTINUE -> found.kind() != Kind.DIRECTORY || descend(directory, found);
    };
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
    var entries = new ArrayList<Entry>();
    for (var file : directory) {
      if (entries.size() == ENTRIES_MAX) {
        throw new IOException("More than " + ENTRIES_MAX + " entries in '" + path + "'");
      }
      entry(directory, path, FileNames.toText(file.getFileName())).ifPresent(entries::add);
    }
    return entries;
  }

  private static Optional<Entry> entry(
      SecureDirectoryStream<Path> directory, String path, String name) throws IOException {
    var prefix = path.equals(PathHandle.SELF) ? "" : path + "/";
    return name.startsWith(AtomicWrites.TEMP_PREFIX)
        ? Optional.empty()
        : PathHandle.stat(directory, name)
            .map(attributes -> PathHandle.toEntry(prefix + name, attributes));
  }
}
