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
final class PathResolver implements AutoCloseable {
  /// As many as Linux itself follows.
  static final int LINKS_MAX = 40;

  private final Path root;
  private final SecureDirectoryStream<Path> top;
  private final String requestedPath;
  private final Deque<String> ahead;
  private final List<String> resolved = new ArrayList<>();
  private SecureDirectoryStream<Path> directory;
  private int links;

  private PathResolver(Path root, SecureDirectoryStream<Path> top, String requestedPath)
      throws IOException {
    this.root = root;
    this.top = top;
    this.requestedPath = requestedPath;
    this.ahead = new ArrayDeque<>(PathParser.parse(requestedPath, root));
    this.directory = ResolvedPath.open(top, ResolvedPath.SELF);
  }

  /// Walks.
  ///
  /// @param root the workspace's real path
  /// @param top the same, open
  /// @param asked what the model wrote
  /// @return where it leads, to be closed
  static ResolvedPath resolve(Path root, SecureDirectoryStream<Path> top, String requestedPath)
      throws IOException {
    try (var walk = new PathResolver(root, top, requestedPath)) {
      return walk.run();
    }
  }

  private ResolvedPath run() throws IOException {
    while (!ahead.isEmpty()) {
      var name = ahead.remove();
      if (name.equals("..")) {
        up();
        continue;
      }
      var found = ResolvedPath.stat(directory, name);
      if (found.isEmpty()) {
        return missing(name);
      }
      if (found.get().isSymbolicLink()) {
        follow(name);
      } else if (ahead.isEmpty()) {
        return result(List.of(name), found);
      } else {
        down(name, found.get());
      }
    }
    return result(List.of(ResolvedPath.SELF), ResolvedPath.stat(directory, ResolvedPath.SELF));
  }

  private void down(String name, PosixFileAttributes found) throws IOException {
    if (!found.isDirectory()) {
      throw new NotDirectoryException(requestedPath);
    }
    var next = ResolvedPath.open(directory, name);
    directory.close();
    directory = next;
    resolved.add(name);
  }

  private void up() throws IOException {
    if (resolved.isEmpty()) {
      throw new EscapeException(requestedPath, root);
    }
    resolved.removeLast();
    restart(resolved);
  }

  private void follow(String name) throws IOException {
    if (++links > LINKS_MAX) {
      throw new IOException(
          "More than " + LINKS_MAX + " links on the way to '" + requestedPath + "'");
    }
    var link = resolved.stream().reduce(root, Path::resolve, Path::resolve).resolve(name);
    var target = Files.readSymbolicLink(link).toString();
    ahead(PathParser.parseLinkTarget(target, root, requestedPath));
    if (target.startsWith("/")) {
      restart(List.of());
    }
  }

  private void restart(List<String> names) throws IOException {
    ahead(names);
    resolved.clear();
    directory.close();
    directory = ResolvedPath.open(top, ResolvedPath.SELF);
  }

  private void ahead(List<String> names) {
    names.reversed().forEach(ahead::addFirst);
  }

  private ResolvedPath missing(String name) throws IOException {
    if (ahead.contains("..")) {
      throw new IOException("A link on the way to '" + requestedPath + "' leads nowhere");
    }
    var rest = new ArrayList<String>();
    rest.add(name);
    rest.addAll(ahead);
    return result(rest, Optional.empty());
  }

  private ResolvedPath result(List<String> rest, Optional<PosixFileAttributes> found) {
    var place = new ResolvedPath(List.copyOf(resolved), directory, List.copyOf(rest), found);
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
