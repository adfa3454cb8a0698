package dev.loom.tools.workspace;

import dev.loom.api.tool.FileChange;
import dev.loom.api.tool.Workspace;
import dev.loom.contracts.tool.ToolErrorCode;
import dev.loom.tools.workspace.PathResolver.Links;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A [Workspace] on a real directory that prevents escapes by `..`, absolute paths, symbolic links,
/// and links swapped in concurrently.
///
/// Reads and writes start from the open root, so moving the root or replacing it with a link does
/// not redirect them. Thread-safe.
public final class ConfinedWorkspace implements Workspace, AutoCloseable {
  /// Maximum number of retries after a file system error.
  private static final int RETRIES_MAX = 16;

  /// Contains no file.
  private static final Path NO_HOME = Path.of("/dev/null");

  private static final Comparator<Entry> DIRECTORIES_FIRST =
      Comparator.<Entry, Boolean>comparing(entry -> entry.kind() != Kind.DIRECTORY)
          .thenComparing(Entry::name);

  private final OpenRoot openRoot;
  private final Path root;
  private final PathGuard guard;

  private ConfinedWorkspace(OpenRoot openRoot, PathGuard guard) {
    this.openRoot = openRoot;
    this.root = openRoot.path();
    this.guard = guard;
  }

  /// Opens a workspace for Loom itself.
  ///
  /// @param root the real path of a directory
  /// @throws IOException if the directory cannot be used, with the reason
  public static ConfinedWorkspace open(Path root) throws IOException {
    return open(root, new PathGuard(NO_HOME, true));
  }

  /// Opens a workspace for a call.
  ///
  /// @param root the real path of a directory
  /// @throws IOException if the directory cannot be used, with the reason
  public static ConfinedWorkspace open(Path root, PathGuard guard) throws IOException {
    return new ConfinedWorkspace(OpenRoot.open(root), guard);
  }

  @Override
  public Path root() {
    return root;
  }

  @Override
  public String relativize(String path) throws EscapeException {
    var names = PathParser.parse(path, root);
    return names.isEmpty() ? PathHandle.SELF : String.join("/", names);
  }

  /// Returns the relative path with all links resolved.
  public String realPath(String path) throws IOException {
    return withResolved(path, Links.ALL, PathHandle::realPath);
  }

  /// Resolves the links among the parents of a path, but not a link at the path itself.
  public String realEntryPath(String path) throws IOException {
    return withResolved(path, Links.OF_PARENTS, PathHandle::realPath);
  }

  /// The open root directory.
  SecureDirectoryStream<Path> rootDirectory() {
    return openRoot.directory();
  }

  @Override
  public Entry stat(String path) throws IOException {
    var relative = relativize(path);
    try {
      return withResolved(
          path,
          Links.ALL,
          resolved ->
              resolved
                  .attributes()
                  .map(attributes -> PathHandle.toEntry(relative, attributes))
                  .orElseGet(() -> new Entry(relative, Kind.MISSING, 0, 0)));
    } catch (NotDirectoryException ignored) {
      // A parent in the path is a file.
      return new Entry(relative, Kind.MISSING, 0, 0);
    }
  }

  @Override
  public byte[] read(String path, long sizeMax) throws IOException {
    return withFile(path, resolved -> resolved.read(path, sizeMax));
  }

  @Override
  public InputStream open(String path) throws IOException {
    return withFile(path, PathHandle::open);
  }

  /// Reads the beginning of a file.
  byte[] readPrefix(String path, int bytesMax) throws IOException {
    return withFile(path, resolved -> resolved.readPrefix(bytesMax));
  }

  private <T> T withFile(String path, PathAction<T> action) throws IOException {
    return withResolved(
        path,
        Links.ALL,
        resolved -> {
          guard.checkReadable(root, path, resolved.realPath());
          return switch (resolved.kind()) {
            case FILE -> action.run(resolved);
            case DIRECTORY, LINK, OTHER ->
                throw new PathException(ToolErrorCode.NOT_A_FILE, "Not a file: " + path);
            case MISSING ->
                throw new PathException(ToolErrorCode.FILE_NOT_FOUND, "File not found: " + path);
          };
        });
  }

  /// Resolves a path that a call is going to change.
  private <T> T withWritable(String path, Links links, PathAction<T> action) throws IOException {
    return withResolved(
        path,
        links,
        resolved -> {
          guard.checkWritable(root, path, resolved.realPath());
          return action.run(resolved);
        });
  }

  @Override
  public FileChange write(String path, byte[] content) throws IOException {
    var relative = relativize(path);
    var kind = withWritable(path, Links.ALL, resolved -> writeAt(resolved, path, content));
    return new FileChange(relative, kind);
  }

  private FileChange.Kind writeAt(PathHandle resolved, String path, byte[] content)
      throws IOException {
    return switch (resolved.kind()) {
      case DIRECTORY, LINK, OTHER ->
          throw new PathException(ToolErrorCode.NOT_A_FILE, "Not a file: " + path);
      case FILE -> {
        putFile(resolved, content, resolved.attributes().orElseThrow().permissions());
        yield FileChange.Kind.MODIFIED;
      }
      case MISSING -> {
        putFile(resolved, content, Set.of());
        yield FileChange.Kind.CREATED;
      }
    };
  }

  /// Creates or replaces a file and creates missing directories.
  private Void putFile(PathHandle resolved, byte[] content, Set<PosixFilePermission> permissions)
      throws IOException {
    try (var directory = createDirectories(resolved, resolved.missingParents())) {
      AtomicWrites.replaceFile(
          directory, resolved.name(), content, permissions, resolved.attributes());
    }
    return null;
  }

  /// Creates directories below a resolved path.
  ///
  /// @return the last one, open; closed by the caller
  private SecureDirectoryStream<Path> createDirectories(PathHandle resolved, List<String> names)
      throws IOException {
    var directory = PathHandle.open(resolved.directory(), PathHandle.SELF);
    try {
      for (var name : names) {
        AtomicWrites.createDirectory(root, rootDirectory(), directory, name);
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

  @Override
  public void makeDirectory(String path) throws IOException {
    withWritable(
            path,
            Links.ALL,
            resolved ->
                resolved.kind() == Kind.MISSING
                    ? createDirectories(resolved, resolved.remaining())
                    : openDirectory(resolved, path))
        .close();
  }

  @Override
  public void delete(String path) throws IOException {
    try {
      withWritable(
          path,
          Links.OF_PARENTS,
          entry -> {
            if (requireEntry(entry, path).isDirectory()) {
              entry.directory().deleteDirectory(entry.name());
            } else {
              entry.directory().deleteFile(entry.name());
            }
            return null;
          });
    } catch (DirectoryNotEmptyException failure) {
      throw new IOException("Directory is not empty: " + path, failure);
    }
  }

  @Override
  public void move(String from, String to) throws IOException {
    withWritable(
        from,
        Links.OF_PARENTS,
        source -> {
          if (requireEntry(source, from).isDirectory()) {
            throw new PathException(ToolErrorCode.NOT_A_FILE, "Not a file: " + from);
          }
          return withWritable(to, Links.OF_PARENTS, target -> move(source, target, to));
        });
  }

  private Void move(PathHandle source, PathHandle target, String to) throws IOException {
    if (target.attributes().isPresent()) {
      throw new IOException("File exists already: " + to);
    }
    try (var directory = createDirectories(target, target.missingParents())) {
      source.directory().move(source.name(), directory, target.name());
    }
    return null;
  }

  private static PosixFileAttributes requireEntry(PathHandle entry, String path)
      throws PathException {
    return entry
        .attributes()
        .orElseThrow(
            () -> new PathException(ToolErrorCode.FILE_NOT_FOUND, "File not found: " + path));
  }

  @Override
  public List<Entry> list(String directory) throws IOException {
    var relative = relativize(directory);
    try (var opened = openDirectory(directory)) {
      return DirectoryWalker.readEntries(opened, relative).stream()
          .sorted(DIRECTORIES_FIRST)
          .toList();
    }
  }

  @Override
  public void walk(String directory, Visitor visitor) throws IOException {
    var relative = relativize(directory);
    var walker = new DirectoryWalker(visitor);
    try (var opened = openDirectory(directory)) {
      walker.walk(opened, relative);
    }
  }

  /// Visits like [#walk], but in no order and without a limit on the entries of a directory.
  public void scan(String directory, Visitor visitor) throws IOException {
    var relative = relativize(directory);
    try (var opened = openDirectory(directory)) {
      new DirectoryWalker(visitor, false).walk(opened, relative);
    }
  }

  SecureDirectoryStream<Path> openDirectory(String path) throws IOException {
    return withResolved(
        path,
        Links.ALL,
        resolved -> {
          guard.checkReadable(root, path, resolved.realPath());
          return openDirectory(resolved, path);
        });
  }

  private static SecureDirectoryStream<Path> openDirectory(PathHandle resolved, String path)
      throws IOException {
    return switch (resolved.kind()) {
      case DIRECTORY -> PathHandle.open(resolved.directory(), resolved.remaining().getFirst());
      case FILE, LINK, OTHER ->
          throw new PathException(ToolErrorCode.NOT_A_DIRECTORY, "Not a directory: " + path);
      case MISSING ->
          throw new PathException(ToolErrorCode.FILE_NOT_FOUND, "Directory not found: " + path);
    };
  }

  /// Resolves a path and runs an action on it. Retries both after a file system error, because a
  /// concurrently replaced directory may have caused it.
  private <T> T withResolved(String path, Links links, PathAction<T> action) throws IOException {
    for (var retries = 0; ; retries++) {
      try (var resolved = PathResolver.resolve(root, base(), rootDirectory(), path, links)) {
        return action.run(resolved);
      } catch (AccessDeniedException failure) {
        throw failure;
      } catch (FileSystemException failure) {
        if (retries == RETRIES_MAX) {
          throw failure;
        }
      }
    }
  }

  /// Returns the attributes of a path without following any link; empty when it does not exist or a
  /// parent is no directory.
  public Optional<PosixFileAttributes> attributes(String path) throws IOException {
    try {
      return withResolved(path, Links.NONE, PathHandle::attributes);
    } catch (AccessDeniedException failure) {
      throw failure;
    } catch (FileSystemException ignored) {
      return Optional.empty();
    }
  }

  /// Reads a regular file without following any link.
  ///
  /// @param sizeMax maximum size in bytes; larger files fail with an [IOException]
  public byte[] readEntry(String path, long sizeMax) throws IOException {
    return withResolved(path, Links.NONE, entry -> entry.read(path, sizeMax));
  }

  /// Reads the target of a link as text, to restore the link later. Links among the parents of the
  /// path are followed here, because Java reads links only by path.
  public String linkTarget(String path) throws IOException {
    return FileNames.toText(
        Files.readSymbolicLink(root.resolve(FileNames.toPath(relativize(path)))));
  }

  /// Creates or replaces a file atomically without following any link, and creates missing parent
  /// directories.
  ///
  /// @param mode permissions such as `rw-r--r--`; empty for the default
  public void restoreFile(String path, byte[] content, String mode) throws IOException {
    var permissions =
        mode.isEmpty() ? Set.<PosixFilePermission>of() : PosixFilePermissions.fromString(mode);
    withResolved(path, Links.NONE, entry -> putFile(entry, content, permissions));
  }

  /// Creates or replaces a link atomically without following any other, and creates missing parent
  /// directories.
  public void restoreLink(String path, String target) throws IOException {
    withResolved(
        path,
        Links.NONE,
        entry -> {
          try (var directory = createDirectories(entry, entry.missingParents())) {
            AtomicWrites.replaceLink(
                root, rootDirectory(), directory, entry.name(), FileNames.toPath(target));
          }
          return null;
        });
  }

  /// Lets its owner read and change a directory that the owner closed. By its path, because Java
  /// would have to open it.
  public void openToOwner(String directory) throws IOException {
    var known = attributes(directory).filter(PosixFileAttributes::isDirectory);
    if (known.isPresent()) {
      var permissions = PosixFilePermissions.fromString("rwx------");
      permissions.addAll(known.get().permissions());
      Files.setPosixFilePermissions(root.resolve(FileNames.toPath(directory)), permissions);
    }
  }

  /// Removes a file or link if it exists, without following any link.
  public void removeEntry(String path) throws IOException {
    withResolved(
        path,
        Links.NONE,
        entry -> {
          if (entry.attributes().isPresent()) {
            entry.directory().deleteFile(entry.name());
          }
          return null;
        });
  }

  /// Removes a directory if it is empty, without following any link.
  public void removeIfEmpty(String path) throws IOException {
    try {
      withResolved(
          path,
          Links.NONE,
          entry -> {
            if (entry.attributes().isPresent()) {
              entry.directory().deleteDirectory(entry.name());
            }
            return null;
          });
    } catch (FileSystemException ignored) {
      // Not empty or not permitted.
    }
  }

  @Override
  public void close() throws IOException {
    openRoot.close();
  }

  /// Returns a path of the root that stays the same when it is moved.
  String base() {
    return openRoot.base();
  }

  /// Uses a resolved path, which is closed afterwards.
  @FunctionalInterface
  private interface PathAction<T> {
    T run(PathHandle resolved) throws IOException;
  }
}
