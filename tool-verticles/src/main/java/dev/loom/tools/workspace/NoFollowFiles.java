package dev.loom.tools.workspace;

import dev.loom.tools.workspace.ConfinedWorkspace.PathAction;
import dev.loom.tools.workspace.PathResolver.Links;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
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
  public Optional<PosixFileAttributes> stat(String path) throws IOException {
    try {
      return at(path, PathHandle::attributes);
    } catch (AccessDeniedException failure) {
      throw failure;
    } catch (FileSystemException ignored) {
      return Optional.empty();
    }
  }

  private <T> T at(String path, PathAction<T> action) throws IOException {
    return workspace.withResolved(path, Links.NONE, action);
  }

  /// Reads a regular file.
  ///
  /// @param sizeMax maximum size in bytes; larger files fail with an [IOException]
  public byte[] read(String path, long sizeMax) throws IOException {
    return at(path, entry -> entry.read(path, sizeMax));
  }

  /// Reads the target of a link as text, to restore the link later. Links among the parents of the
  /// path are followed here, because Java reads links only by path.
  public String linkTarget(String path) throws IOException {
    return Files.readSymbolicLink(workspace.root().resolve(workspace.relativize(path))).toString();
  }

  /// Creates or replaces a file atomically and creates missing parent directories.
  ///
  /// @param mode permissions such as `rw-r--r--`; empty for the default
  public void putFile(String path, byte[] content, String mode) throws IOException {
    var permissions =
        mode.isEmpty() ? Set.<PosixFilePermission>of() : PosixFilePermissions.fromString(mode);
    at(path, entry -> workspace.putFile(entry, content, permissions));
  }

  /// Creates or replaces a link atomically and creates missing parent directories.
  public void putLink(String path, String target) throws IOException {
    at(path, entry -> workspace.putLink(entry, Path.of(target)));
  }

  /// Removes a file or link if it exists.
  public void remove(String path) throws IOException {
    at(
        path,
        entry -> {
          if (entry.attributes().isPresent()) {
            entry.directory().deleteFile(entry.name());
          }
          return null;
        });
  }

  /// Removes a directory if it is empty.
  public void removeIfEmpty(String directory) throws IOException {
    try {
      at(
          directory,
          entry -> {
            if (entry.attributes().isPresent()) {
              entry.directory().deleteDirectory(entry.name());
            }
            return null;
          });
    } catch (FileSystemException ignored) {
      // Not empty, already removed, or not permitted.
    }
  }
}
