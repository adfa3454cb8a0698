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

/// The names of a workspace exactly as they are, to keep and to put back: a link is a link here,
/// and no way leads through one.
public final class NoFollowFiles {
  private final ConfinedWorkspace workspace;

  /// @param workspace stays the caller's to close
  public NoFollowFiles(ConfinedWorkspace workspace) {
    this.workspace = workspace;
  }

  /// What is at a path; empty also when a directory on the way is missing or is none.
  public Optional<FileStat> stat(String path) throws IOException {
    var names = names(path);
    try (var parent = parent(names, false)) {
      return ResolvedPath.stat(parent, names.getLast()).map(FileStat::from);
    } catch (AccessDeniedException forbidden) {
      throw forbidden;
    } catch (FileSystemException noWay) {
      return Optional.empty();
    }
  }

  /// Reads a file that is no link.
  ///
  /// @param sizeMax refuses with an [IOException] when it is larger, in bytes
  public byte[] read(String path, long sizeMax) throws IOException {
    var names = names(path);
    try (var parent = parent(names, false)) {
      var name = names.getLast();
      var place =
          new ResolvedPath(List.of(), parent, List.of(name), ResolvedPath.stat(parent, name));
      return BoundedFileReader.readAll(place, path, sizeMax);
    }
  }

  /// Where a link points to, as it is written. It is only ever written back, never followed.
  public String linkTarget(String path) throws IOException {
    return Files.readSymbolicLink(workspace.root().resolve(String.join("/", names(path))))
        .toString();
  }

  /// Puts a file in place in one step, with the directories it needs.
  ///
  /// @param mode its permissions, such as `rw-r--r--`; empty for the usual ones
  public void putFile(String path, byte[] content, String mode) throws IOException {
    var names = names(path);
    try (var parent = parent(names, true)) {
      var permissions =
          mode.isEmpty() ? Set.<PosixFilePermission>of() : PosixFilePermissions.fromString(mode);
      AtomicWrites.replaceFile(parent, Path.of(names.getLast()), content, permissions);
    }
  }

  /// Puts a link in place in one step, with the directories it needs.
  public void putLink(String path, String target) throws IOException {
    var names = names(path);
    try (var parent = parent(names, true)) {
      AtomicWrites.replaceLink(
          workspace.root(), workspace.top(), parent, Path.of(names.getLast()), Path.of(target));
    }
  }

  /// Removes a file or link, if it is there.
  public void remove(String path) throws IOException {
    var names = names(path);
    try (var parent = parent(names, false)) {
      parent.deleteFile(Path.of(names.getLast()));
    } catch (NoSuchFileException gone) {
      // That is what was wanted.
    }
  }

  /// Removes a directory when nothing is in it.
  public void removeIfEmpty(String directory) throws IOException {
    var names = names(directory);
    try (var parent = parent(names, false)) {
      parent.deleteDirectory(Path.of(names.getLast()));
    } catch (FileSystemException inUseOrGone) {
      // Somebody else's files keep it, or it is gone as was wanted.
    }
  }

  private List<String> names(String path) throws EscapeException {
    var names = PathParser.parse(path, workspace.root());
    if (names.isEmpty()) {
      throw new IllegalArgumentException("The workspace itself is no file of it: '" + path + "'");
    }
    return names;
  }

  private SecureDirectoryStream<Path> parent(List<String> names, boolean make) throws IOException {
    var directory = ResolvedPath.open(workspace.top(), ResolvedPath.SELF);
    try {
      for (var name : names.subList(0, names.size() - 1)) {
        if (make && ResolvedPath.stat(directory, name).isEmpty()) {
          AtomicWrites.createDirectory(workspace.root(), workspace.top(), directory, name);
        }
        var next = ResolvedPath.open(directory, name);
        directory.close();
        directory = next;
      }
      return directory;
    } catch (IOException | RuntimeException noWay) {
      directory.close();
      throw noWay;
    }
  }
}
