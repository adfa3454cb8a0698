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

/// The files and links of a workspace at one moment, none of them read or followed, to tell what a
/// command did. Histories, dependencies and build results are passed over.
public final class Survey {
  /// Larger workspaces are not compared: looking would take longer than most commands.
  public static final int ENTRIES_MAX = 20_000;

  private final SortedMap<String, Seen> files = new TreeMap<>();
  private final Set<String> directories = new HashSet<>();
  private final Set<String> closed = new HashSet<>();
  private final String passedOver;
  private int entries;

  private Survey(String passedOver) {
    this.passedOver = passedOver;
  }

  /// Looks at every name.
  ///
  /// @param passedOver the path of one more directory to pass over, empty for none
  /// @return empty when there are more than [#ENTRIES_MAX] of them
  public static Optional<Survey> of(ConfinedWorkspace workspace, String passedOver)
      throws IOException {
    var survey = new Survey(passedOver);
    try (var top = Place.open(workspace.top(), Place.HERE)) {
      return survey.look(top, "", 0) ? Optional.of(survey) : Optional.empty();
    }
  }

  private boolean look(SecureDirectoryStream<Path> directory, String prefix, int depth)
      throws IOException {
    for (var each : directory) {
      var name = each.getFileName().toString();
      if (name.startsWith(Replacement.PREFIX)) {
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
    var found = Place.look(directory, name);
    if (found.isEmpty() || path.length() > PathText.CHARS_MAX) {
      return true;
    }
    if (path.equals(passedOver)) {
      closed.add(path);
      return true;
    }
    var seen = Seen.of(found.get());
    return switch (seen.type()) {
      case FILE, LINK -> {
        files.put(path, seen);
        yield true;
      }
      case DIRECTORY -> {
        directories.add(path);
        if (depth >= Tour.DEPTH_MAX
            || IgnoredDirectories.isPassedOver(Place.entry(path, found.get()))) {
          closed.add(path);
          yield true;
        }
        yield into(directory, name, path, depth);
      }
      case OTHER -> true;
    };
  }

  private boolean into(SecureDirectoryStream<Path> directory, String name, String path, int depth)
      throws IOException {
    SecureDirectoryStream<Path> below;
    try {
      below = Place.open(directory, name);
    } catch (NoSuchFileException gone) {
      return true;
    } catch (IOException forbidden) {
      closed.add(path);
      return true;
    }
    try (below) {
      return look(below, path + "/", depth + 1);
    }
  }

  /// Whether a file at this path is seen, were it there, going by its name alone.
  public static boolean tellsOf(String path) {
    var names = path.split("/", -1);
    for (var i = 0; i < names.length; i++) {
      var isDirectory = i < names.length - 1;
      var entry = new Entry(names[i], isDirectory ? Kind.DIRECTORY : Kind.FILE, 0, 0);
      if (names[i].startsWith(Replacement.PREFIX)
          || isDirectory && IgnoredDirectories.isPassedOver(entry)) {
        return false;
      }
    }
    return path.length() <= PathText.CHARS_MAX && names.length <= Tour.DEPTH_MAX + 1;
  }

  /// The paths of the directories that were not looked into.
  public Set<String> closed() {
    return Collections.unmodifiableSet(closed);
  }

  /// Files and links by path.
  public SortedMap<String, Seen> files() {
    return Collections.unmodifiableSortedMap(files);
  }

  /// The paths of all directories.
  public Set<String> directories() {
    return Collections.unmodifiableSet(directories);
  }
}
