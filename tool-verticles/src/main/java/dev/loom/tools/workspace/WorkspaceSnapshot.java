package dev.loom.tools.workspace;

import dev.loom.api.tool.Workspace.Entry;
import dev.loom.api.tool.Workspace.Kind;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/// The attributes of all files and links of a workspace, used to find the changes of processes.
/// Skips version control, cache, dependency and build directories unless they are named.
public final class WorkspaceSnapshot {
  private final SortedMap<String, PosixFileAttributes> files = new TreeMap<>();
  private final Set<String> directories = new HashSet<>();
  private final Set<String> skipped = new HashSet<>();
  private final List<String> named = new ArrayList<>();
  private final Set<String> included = new TreeSet<>();
  private final Set<String> unsaved = new TreeSet<>();
  private final Predicate<String> isNamed;
  private final String excluded;
  private final int entriesMax;
  private int entryCount;

  private WorkspaceSnapshot(String excluded, int entriesMax, Predicate<String> isNamed) {
    this.excluded = excluded;
    this.entriesMax = entriesMax;
    this.isNamed = isNamed;
  }

  /// Takes a snapshot.
  ///
  /// @param excluded path of one more directory to skip, empty for none
  /// @param entriesMax maximum number of entries, because a scan of more takes longer than most
  ///   commands
  /// @param isNamed decides by its path whether a directory is included that would be skipped, as
  ///   far as the entries suffice
  /// @return empty when the workspace has more entries
  public static Optional<WorkspaceSnapshot> take(
      ConfinedWorkspace workspace, String excluded, int entriesMax, Predicate<String> isNamed)
      throws IOException {
    var snapshot = new WorkspaceSnapshot(excluded, entriesMax, isNamed);
    try (var rootDirectory = PathHandle.open(workspace.rootDirectory(), PathHandle.SELF)) {
      if (!snapshot.scan(rootDirectory, "", 0)) {
        return Optional.empty();
      }
    }
    for (var directory : List.copyOf(snapshot.named)) {
      snapshot.include(workspace, directory);
    }
    return Optional.of(snapshot);
  }

  private void include(ConfinedWorkspace workspace, String path) throws IOException {
    var countBefore = entryCount;
    included.add(path);
    try (var directory = workspace.openDirectory(path)) {
      if (scan(directory, path + "/", path.split("/").length)) {
        return;
      }
      unsaved.add(path);
    } catch (ClosedByInterruptException exception) {
      throw exception;
    } catch (IOException ignored) {
      // Unreadable, or gone again.
    }
    entryCount = countBefore;
    included.remove(path);
    skipped.add(path);
    files.subMap(path + "/", path + "0").clear();
    directories.removeIf(each -> each.startsWith(path + "/"));
  }

  private boolean scan(SecureDirectoryStream<Path> directory, String prefix, int depth)
      throws IOException {
    for (var file : directory) {
      var name = FileNames.toText(file.getFileName());
      if (name.startsWith(AtomicWrites.TEMP_PREFIX)) {
        continue;
      }
      if (++entryCount > entriesMax) {
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
    var stat = PathHandle.stat(directory, name);
    if (stat.isEmpty() || path.length() > PathParser.CHARS_MAX) {
      return true;
    }
    var attributes = stat.get();
    if (attributes.isRegularFile() || attributes.isSymbolicLink()) {
      files.put(path, attributes);
    } else if (attributes.isDirectory()) {
      if (!path.equals(excluded)) {
        directories.add(path);
      }
      if (!path.equals(excluded)
          && depth < DirectoryWalker.DEPTH_MAX
          && (isIncluded(path)
              || !IgnoredDirectories.isSkipped(PathHandle.toEntry(path, attributes)))) {
        return scanSubdirectory(directory, name, path, depth);
      }
      if (!path.equals(excluded) && depth < DirectoryWalker.DEPTH_MAX && isNamed.test(path)) {
        named.add(path);
      } else {
        skipped.add(path);
      }
    }
    return true;
  }

  private boolean scanSubdirectory(
      SecureDirectoryStream<Path> directory, String name, String path, int depth)
      throws IOException {
    SecureDirectoryStream<Path> subdirectory;
    try {
      subdirectory = PathHandle.open(directory, name);
    } catch (NoSuchFileException ignored) {
      return true;
    } catch (IOException ignored) {
      skipped.add(path);
      return true;
    }
    try (subdirectory) {
      return scan(subdirectory, path + "/", depth + 1);
    }
  }

  /// Returns whether a snapshot would contain a file at this path, decided from the path alone.
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

  /// Returns whether a path is in a directory that is only included because it is named.
  public boolean isIncluded(String path) {
    return included.stream().anyMatch(directory -> path.startsWith(directory + "/"));
  }

  /// Paths of the directories that are only included because they are named.
  public Set<String> included() {
    return Collections.unmodifiableSet(included);
  }

  /// Paths of named directories that have too many entries to be included.
  public Set<String> unsaved() {
    return Collections.unmodifiableSet(unsaved);
  }

  /// Files and links by path.
  public SortedMap<String, PosixFileAttributes> files() {
    return Collections.unmodifiableSortedMap(files);
  }

  /// Paths of all directories, including skipped ones except the excluded one.
  public Set<String> directories() {
    return Collections.unmodifiableSet(directories);
  }
}
