package dev.loom.tools.workspace;

import dev.loom.api.tool.Workspace.EscapeException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads, restores and removes files of a workspace without following links.
public final class NoFollowFiles {
  private final ConfinedWorkspace workspace;

  /// @param workspace closed by the caller
  public NoFollowFiles(ConfinedWorkspace workspace) {
    this.workspace = workspace;
  }

  /// Returns the attributes of a path; empty when it does not exist or a parent is no directory.
  public Optional<FileStat> stat(String path) throws IOException {
    var names = names(path);
    try (var parent = parent(names, false)) {
      return PathHandle.stat(parent, names.getLast()).map(FileStat::from);
    } catch (AccessDeniedException failure) {
      throw failure;
    } catch (FileSystemException ignored) {
      return Optional.empty();
    }
  }

  /// Reads a regular file.
  ///
  /// @param sizeMax maximum size in bytes; larger files fail with an [IOException]
  public byte[] read(String path, long sizeMax) throws IOException {
    var names = names(path);
    try (var parent = parent(names, false)) {
      var name = names.getLast();
      var resolved =
          new PathHandle(List.of(), parent, List.of(name), PathHandle.stat(parent, name));
      return BoundedFileReader.readAll(resolved, path, sizeMax);
    }
  }

  /// Reads the target of a link as text, to restore the link later. Links among the parents of the
  /// path are followed here, because Java reads links only by path.
  public String linkTarget(String path) throws IOException {
    return Files.readSymbolicLink(workspace.root().resolve(String.join("/", names(path))))
        .toString();
  }

  /// Creates or replaces a file atomically and creates missing parent directories.
  ///
  /// @param mode permissions such as `rw-r--r--`; empty for the default
  public void putFile(String path, byte[] content, String mode) throws IOException {
    var names = names(path);
    try (var parent = parent(names, true)) {
      var permissions =
          mode.isEmpty() ? Set.<PosixFilePermission>of() : PosixFilePermissions.fromString(mode);
      AtomicWrites.replaceFile(parent, Path.of(names.getLast()), content, permissions);
    }
  }

  /// Creates or replaces a link atomically and creates missing parent directories.
  public void putLink(String path, String target) throws IOException {
    var names = names(path);
    try (var parent = parent(names, true)) {
      var name = Path.of(names.getLast());
      AtomicWrites.replaceLink(
          workspace.root(), workspace.rootDirectory(), parent, name, Path.of(target));
    }
  }

  /// Removes a file or link if it exists.
  public void remove(String path) throws IOException {
    var names = names(path);
    try (var parent = parent(names, false)) {
      parent.deleteFile(Path.of(names.getLast()));
    } catch (NoSuchFileException ignored) {
      // Already removed.
    }
  }

  /// Removes a directory if it is empty.
  public void removeIfEmpty(String directory) throws IOException {
    var names = names(directory);
    try (var parent = parent(names, false)) {
      parent.deleteDirectory(Path.of(names.getLast()));
    } catch (FileSystemException ignored) {
      // Not empty, already removed, or not permitted.
    }
  }

  private List<String> names(String path) throws EscapeException {
    var names = PathParser.parse(path, workspace.root());
    if (names.isEmpty()) {
      throw new IllegalArgumentException("The path is the workspace itself: '" + path + "'");
    }
    return names;
  }

  private SecureDirectoryStream<Path> parent(List<String> names, boolean create)
      throws IOException {
    var directory = PathHandle.open(workspace.rootDirectory(), PathHandle.SELF);
    try {
      for (var name : names.subList(0, names.size() - 1)) {
        if (create && PathHandle.stat(directory, name).isEmpty()) {
          AtomicWrites.createDirectory(
              workspace.root(), workspace.rootDirectory(), directory, name);
        }
        var next = PathHandle.open(directory, name);
        directory.close();
        directory = next;
      }
      return directory;
    } catch (IOException | RuntimeException failure) {
      directory.close();
      throw failure;
    }
  }
}
