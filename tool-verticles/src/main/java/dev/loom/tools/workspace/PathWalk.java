package dev.loom.tools.workspace;

import dev.loom.api.tool.Workspace.EscapeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// One walk from a workspace's root down a path, name by name.
///
/// Each directory is opened relative to the one before it and never through a link, so whatever is
/// swapped in meanwhile, the walk stays inside. Links are read and their targets walked the same
/// way; the text of a link is only a hint, so it may be read by path.
final class PathWalk implements AutoCloseable {
  /// As many as Linux itself follows.
  static final int LINKS_MAX = 40;

  private final Path root;
  private final SecureDirectoryStream<Path> top;
  private final String asked;
  private final Deque<String> ahead;
  private final List<String> behind = new ArrayList<>();
  private SecureDirectoryStream<Path> directory;
  private int links;

  private PathWalk(Path root, SecureDirectoryStream<Path> top, String asked) throws IOException {
    this.root = root;
    this.top = top;
    this.asked = asked;
    this.ahead = new ArrayDeque<>(PathText.names(asked, root));
    this.directory = Place.open(top, Place.HERE);
  }

  /// Walks.
  ///
  /// @param root the workspace's real path
  /// @param top the same, open
  /// @param asked what the model wrote
  /// @return where it leads, to be closed
  static Place to(Path root, SecureDirectoryStream<Path> top, String asked) throws IOException {
    try (var walk = new PathWalk(root, top, asked)) {
      return walk.go();
    }
  }

  private Place go() throws IOException {
    while (!ahead.isEmpty()) {
      var name = ahead.remove();
      if (name.equals("..")) {
        up();
        continue;
      }
      var found = Place.look(directory, name);
      if (found.isEmpty()) {
        return missing(name);
      }
      if (found.get().isSymbolicLink()) {
        follow(name);
      } else if (ahead.isEmpty()) {
        return arrive(List.of(name), found);
      } else {
        down(name, found.get());
      }
    }
    return arrive(List.of(Place.HERE), Place.look(directory, Place.HERE));
  }

  private void down(String name, PosixFileAttributes found) throws IOException {
    if (!found.isDirectory()) {
      throw new NotDirectoryException(asked);
    }
    var next = Place.open(directory, name);
    directory.close();
    directory = next;
    behind.add(name);
  }

  private void up() throws IOException {
    if (behind.isEmpty()) {
      throw new EscapeException(asked, root);
    }
    behind.removeLast();
    restart(behind);
  }

  private void follow(String name) throws IOException {
    if (++links > LINKS_MAX) {
      throw new IOException("More than " + LINKS_MAX + " links on the way to '" + asked + "'");
    }
    var link = behind.stream().reduce(root, Path::resolve, Path::resolve).resolve(name);
    var target = Files.readSymbolicLink(link).toString();
    ahead(PathText.linkNames(target, root, asked));
    if (target.startsWith("/")) {
      restart(List.of());
    }
  }

  private void restart(List<String> names) throws IOException {
    ahead(names);
    behind.clear();
    directory.close();
    directory = Place.open(top, Place.HERE);
  }

  private void ahead(List<String> names) {
    names.reversed().forEach(ahead::addFirst);
  }

  private Place missing(String name) throws IOException {
    if (ahead.contains("..")) {
      throw new IOException("A link on the way to '" + asked + "' leads nowhere");
    }
    var rest = new ArrayList<String>();
    rest.add(name);
    rest.addAll(ahead);
    return arrive(rest, Optional.empty());
  }

  private Place arrive(List<String> rest, Optional<PosixFileAttributes> found) {
    var place = new Place(List.copyOf(behind), directory, List.copyOf(rest), found);
    directory = null;
    return place;
  }

  @Override
  public void close() throws IOException {
    if (directory != null) {
      directory.close();
    }
  }
}
