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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Visits all entries below a directory, depth first and in name order.
final class DirectoryWalker {
  /// Deeper directories are skipped; each level keeps a directory open.
  static final int DEPTH_MAX = 100;

  /// Larger directories are rejected, because their entries are sorted in memory.
  static final int ENTRIES_MAX = 200_000;

  private static final Comparator<VisitedEntry> BY_NAME =
      Comparator.comparing(found -> found.entry().name());

  private final ConfinedWorkspace workspace;
  private final Visitor visitor;
  private final Set<Object> visitedKeys = new HashSet<>();
  private int depth;

  DirectoryWalker(ConfinedWorkspace workspace, Visitor visitor) {
    this.workspace = workspace;
    this.visitor = visitor;
  }

  /// @return false when the visitor stopped the walk
  boolean walk(SecureDirectoryStream<Path> directory, String path) throws IOException {
    var self = PathHandle.stat(directory, PathHandle.SELF);
    if (depth >= DEPTH_MAX || self.isEmpty() || !visitedKeys.add(self.get().fileKey())) {
      return true;
    }
    depth++;
    for (var found : readEntries(directory, path).stream().sorted(BY_NAME).toList()) {
      if (Thread.currentThread().isInterrupted()) {
        throw new ClosedByInterruptException();
      }
      switch (visitor.visit(found.entry())) {
        case STOP -> {
          return false;
        }
        case SKIP -> {}
        case CONTINUE -> {
          if (found.entry().kind() == Kind.DIRECTORY && !descend(directory, found)) {
            return false;
          }
        }
      }
    }
    depth--;
    return true;
  }

  private boolean descend(SecureDirectoryStream<Path> directory, VisitedEntry found)
      throws IOException {
    SecureDirectoryStream<Path> subdirectory;
    try {
      subdirectory =
          found.isLink()
              ? workspace.openDirectory(found.entry().path())
              : PathHandle.open(directory, found.entry().name());
    } catch (AccessDeniedException ignored) {
      visitor.unreadable(found.entry());
      return true;
    } catch (IOException ignored) {
      // It vanished or leads out of the workspace.
      return true;
    }
    try (subdirectory) {
      return walk(subdirectory, found.entry().path());
    }
  }

  List<VisitedEntry> readEntries(SecureDirectoryStream<Path> directory, String path)
      throws IOException {
    var prefix = path.equals(PathHandle.SELF) ? "" : path + "/";
    var entries = new ArrayList<VisitedEntry>();
    for (var file : directory) {
      var name = FileNames.toText(file.getFileName());
      if (entries.size() == ENTRIES_MAX) {
        throw new IOException("More than " + ENTRIES_MAX + " entries in '" + path + "'");
      }
      if (!name.startsWith(AtomicWrites.TEMP_PREFIX)) {
        stat(directory, name, prefix + name).ifPresent(entries::add);
      }
    }
    return entries;
  }

  private Optional<VisitedEntry> stat(
      SecureDirectoryStream<Path> directory, String name, String path) throws IOException {
    var found = PathHandle.stat(directory, name);
    if (found.isEmpty() || !found.get().isSymbolicLink()) {
      return found.map(attributes -> new VisitedEntry(PathHandle.toEntry(path, attributes), false));
    }
    try {
      var target = workspace.followLink(path);
      return Optional.of(new VisitedEntry(PathHandle.toEntry(path, target), true));
    } catch (IOException | IllegalArgumentException ignored) {
      return Optional.of(new VisitedEntry(PathHandle.toEntry(path, found.get()), true));
    }
  }

  record VisitedEntry(Entry entry, boolean isLink) {}
}
