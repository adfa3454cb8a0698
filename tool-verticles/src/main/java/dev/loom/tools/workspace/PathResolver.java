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
/// Each directory is opened relative to its parent and without following links, so a concurrent
/// swap cannot leave the workspace. Link targets are resolved in the same way; reading a link by
/// path is safe, because its text is only input to the resolution.
final class PathResolver implements AutoCloseable {
  /// The limit of Linux.
  static final int LINKS_MAX = 40;

  private final Path root;
  private final SecureDirectoryStream<Path> top;
  private final String requestedPath;
  private final Deque<String> pending;
  private final List<String> resolved = new ArrayList<>();
  private SecureDirectoryStream<Path> directory;
  private int links;

  private PathResolver(Path root, SecureDirectoryStream<Path> top, String requestedPath)
      throws IOException {
    this.root = root;
    this.top = top;
    this.requestedPath = requestedPath;
    this.pending = new ArrayDeque<>(PathParser.parse(requestedPath, root));
    this.directory = ResolvedPath.open(top, ResolvedPath.SELF);
  }

  /// Resolves a path.
  ///
  /// @param root the real path of the workspace
  /// @param top the open root directory
  /// @param requestedPath the path as the model wrote it
  /// @return the resolved path; the caller closes it
  static ResolvedPath resolve(Path root, SecureDirectoryStream<Path> top, String requestedPath)
      throws IOException {
    try (var walk = new PathResolver(root, top, requestedPath)) {
      return walk.run();
    }
  }

  private ResolvedPath run() throws IOException {
    while (!pending.isEmpty()) {
      var name = pending.remove();
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
      } else if (pending.isEmpty()) {
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
      throw new IOException("More than " + LINKS_MAX + " links in path '" + requestedPath + "'");
    }
    var link = resolved.stream().reduce(root, Path::resolve, Path::resolve).resolve(name);
    var target = Files.readSymbolicLink(link).toString();
    prepend(PathParser.parseLinkTarget(target, root, requestedPath));
    if (target.startsWith("/")) {
      restart(List.of());
    }
  }

  private void restart(List<String> names) throws IOException {
    prepend(names);
    resolved.clear();
    directory.close();
    directory = ResolvedPath.open(top, ResolvedPath.SELF);
  }

  private void prepend(List<String> names) {
    names.reversed().forEach(pending::addFirst);
  }

  private ResolvedPath missing(String name) throws IOException {
    if (pending.contains("..")) {
      throw new IOException("A link in path '" + requestedPath + "' has no target");
    }
    var rest = new ArrayList<String>();
    rest.add(name);
    rest.addAll(pending);
    return result(rest, Optional.empty());
  }

  private ResolvedPath result(List<String> rest, Optional<PosixFileAttributes> found) {
    var result = new ResolvedPath(List.copyOf(resolved), directory, List.copyOf(rest), found);
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
