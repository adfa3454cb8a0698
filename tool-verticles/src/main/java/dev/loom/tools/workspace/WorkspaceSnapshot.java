package dev.loom.tools.workspace;

import dev.loom.api.tool.Workspace.Entry;
import dev.loom.api.tool.Workspace.Kind;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.util.Collections;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// The attributes of all files and links of a workspace at one moment, used to find the changes of
/// processes. Version control, dependency and build directories are skipped.
public final class WorkspaceSnapshot {
  /// Larger workspaces are not compared, because a scan would take longer than most commands.
  public static final int ENTRIES_MAX = 20_000;

  private final SortedMap<String, FileStat> files = new TreeMap<>();
  private final Set<String> directories = new HashSet<>();
  private final Set<String> skipped = new HashSet<>();
  private final String excluded;
  private int entries;

  private WorkspaceSnapshot(String excluded) {
    this.excluded = excluded;
  }

  /// Takes a snapshot.
  ///
  /// @param excluded path of one more directory to skip, empty for none
  /// @return empty when the workspace has more than [#ENTRIES_MAX] entries
  public static Optional<WorkspaceSnapshot> take(ConfinedWorkspace workspace, String excluded)
      throws IOException {
    var snapshot = new WorkspaceSnapshot(excluded);
    try (var top = ResolvedPath.open(workspace.top(), ResolvedPath.SELF)) {
      return snapshot.scan(top, "", 0) ? Optional.of(snapshot) : Optional.empty();
    }
  }

  private boolean scan(SecureDirectoryStream<Path> directory, String prefix, int depth)
      throws IOException {
    for (var each : directory) {
      var name = each.getFileName().toString();
      if (name.startsWith(AtomicWrites.TEMP_PREFIX)) {
        continue;
      }
      if (++entries > ENTRIES_MAX) {
        return false;
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new ClosedByInterruptException();
      }
      if (!add(directory, name, prefix + name, depth)) {
        return false;
      }
    }
    return true;
  }

  private boolean add(SecureDirectoryStream<Path> directory, String name, String path, int depth)
      throws IOException {
    var found = ResolvedPath.stat(directory, name);
    if (found.isEmpty() || path.length() > PathParser.CHARS_MAX) {
      return true;
    }
    if (path.equals(excluded)) {
      skipped.add(path);
      return true;
    }
    var stat = FileStat.from(found.get());
    return switch (stat.type()) {
      case FILE, LINK -> {
        files.put(path, stat);
        yield true;
      }
      case DIRECTORY -> {
        directories.add(path);
        if (depth >= DirectoryWalker.DEPTH_MAX
            || IgnoredDirectories.isSkipped(ResolvedPath.toEntry(path, found.get()))) {
          skipped.add(path);
          yield true;
        }
        yield scanBelow(directory, name, path, depth);
      }
      case OTHER -> true;
    };
  }

  private boolean scanBelow(
      SecureDirectoryStream<Path> directory, String name, String path, int depth)
      throws IOException {
    SecureDirectoryStream<Path> below;
    try {
      below = ResolvedPath.open(directory, name);
    } catch (NoSuchFileException gone) {
      return true;
    } catch (IOException forbidden) {
      skipped.add(path);
      return true;
    }
    try (below) {
      return scan(below, path + "/", depth + 1);
    }
  }

  /// Whether a snapshot would contain a file at this path, judging by its names only.
  public static boolean covers(String path) {
    var names = path.split("/", -1);
    for (var i = 0; i < names.length; i++) {
      var isDirectory = i < names.length - 1;
      var entry = new Entry(names[i], isDirectory ? Kind.DIRECTORY : Kind.FILE, 0, 0);
      if (names[i].startsWith(AtomicWrites.TEMP_PREFIX)
          || isDirectory && IgnoredDirectories.isSkipped(entry)) {
        return false;
      }
    }
    return path.length() <= PathParser.CHARS_MAX && names.length <= DirectoryWalker.DEPTH_MAX + 1;
  }

  /// Paths of the skipped directories.
  public Set<String> skipped() {
    return Collections.unmodifiableSet(skipped);
  }

  /// Files and links by path.
  public SortedMap<String, FileStat> files() {
    return Collections.unmodifiableSortedMap(files);
  }

  /// Paths of all directories.
  public Set<String> directories() {
    return Collections.unmodifiableSet(directories);
  }
}
