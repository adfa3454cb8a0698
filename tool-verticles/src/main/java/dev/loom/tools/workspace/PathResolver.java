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

/// Resolves a path from the root of a workspace, name by name.
///
/// Each directory is opened relative to its parent and without following links, so a concurrently
/// swapped link cannot lead out of the workspace. Link targets are resolved in the same way.
/// Reading a link by path is safe, because its text is only input to the resolution.
final class PathResolver implements AutoCloseable {
  /// Which links on a path are resolved. A directory that is reached through another is rejected.
  enum Links {
    ALL,
    /// Not one at the path itself.
    OF_PARENTS,
    NONE
  }

  /// Same limit as in Linux.
  static final int LINKS_MAX = 40;

  private final Path root;
  private final String base;
  private final SecureDirectoryStream<Path> rootDirectory;
  private final String requestedPath;
  private final Links links;
  private final Deque<String> pending;
  private final List<String> resolved = new ArrayList<>();
  private SecureDirectoryStream<Path> directory;
  private int followed;

  private PathResolver(
      Path root,
      String base,
      SecureDirectoryStream<Path> rootDirectory,
      String requestedPath,
      Links links)
      throws IOException {
    this.root = root;
    this.base = base;
    this.rootDirectory = rootDirectory;
    this.requestedPath = requestedPath;
    this.links = links;
    this.pending = new ArrayDeque<>(PathParser.parse(requestedPath, root));
    if (links != Links.ALL && pending.isEmpty()) {
      throw new IllegalArgumentException(
          "The workspace itself cannot be changed: " + requestedPath);
    }
    this.directory = PathHandle.open(rootDirectory, PathHandle.SELF);
  }

  /// Resolves a path.
  ///
  /// @param root the real path of the workspace
  /// @param base path of the open root directory, also if it was moved
  /// @param rootDirectory the open root directory
  /// @param requestedPath the path as the model wrote it
  /// @return the resolved path; the caller closes it
  /// @throws IllegalArgumentException if the path is invalid, or the root and not all links are
  ///   resolved
  static PathHandle resolve(
      Path root,
      String base,
      SecureDirectoryStream<Path> rootDirectory,
      String requestedPath,
      Links links)
      throws IOException {
    try (var resolver = new PathResolver(root, base, rootDirectory, requestedPath, links)) {
      return resolver.run();
    }
  }

  private PathHandle run() throws IOException {
    while (!pending.isEmpty()) {
      var name = pending.remove();
      if (name.equals("..")) {
        up();
        continue;
      }
      var attributes = PathHandle.stat(directory, name);
      if (attributes.isEmpty()) {
        return missingPath(name);
      }
      if (attributes.get().isSymbolicLink() && isFollowed()) {
        follow(name);
      } else if (pending.isEmpty()) {
        return result(List.of(name), attributes);
      } else {
        down(name, attributes.get());
      }
    }
    return result(List.of(PathHandle.SELF), PathHandle.stat(directory, PathHandle.SELF));
  }

  private boolean isFollowed() {
    return links == Links.ALL || links == Links.OF_PARENTS && !pending.isEmpty();
  }

  private void down(String name, PosixFileAttributes attributes) throws IOException {
    if (!attributes.isDirectory()) {
      throw new NotDirectoryException(requestedPath);
    }
    var next = PathHandle.open(directory, name);
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
    if (++followed > LINKS_MAX) {
      throw new IOException("More than " + LINKS_MAX + " links in path '" + requestedPath + "'");
    }
    var link = resolved.stream().map(FileNames::toPath).reduce(root, Path::resolve);
    var target = FileNames.toText(Files.readSymbolicLink(link.resolve(FileNames.toPath(name))));
    prepend(PathParser.parseLinkTarget(target, root, requestedPath));
    if (target.startsWith("/")) {
      restart(List.of());
    }
  }

  private void restart(List<String> names) throws IOException {
    prepend(names);
    resolved.clear();
    directory.close();
    directory = PathHandle.open(rootDirectory, PathHandle.SELF);
  }

  private void prepend(List<String> names) {
    names.reversed().forEach(pending::addFirst);
  }

  private PathHandle missingPath(String name) throws IOException {
    if (pending.contains("..")) {
      throw new IOException("A link in path '" + requestedPath + "' has no target");
    }
    var remaining = new ArrayList<String>();
    remaining.add(name);
    remaining.addAll(pending);
    return result(remaining, Optional.empty());
  }

  private PathHandle result(List<String> remaining, Optional<PosixFileAttributes> attributes) {
    var result =
        new PathHandle(base, List.copyOf(resolved), directory, List.copyOf(remaining), attributes);
    directory = null;
    return result;
  }

  @Override
  public void close() throws IOException {
    if (directory != null) {
      directory.close();
    }
  }
}
