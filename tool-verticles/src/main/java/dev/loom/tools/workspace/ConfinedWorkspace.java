package dev.loom.tools.workspace;

import dev.loom.api.tool.FileChange;
import dev.loom.api.tool.Workspace;
import dev.loom.contracts.tool.ToolErrorCode;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/// A [Workspace] on a real directory that prevents escapes by `..`, absolute paths, symbolic links,
/// and links swapped in concurrently.
///
/// Reads and writes start from the open root, so moving the root or replacing it with a link does
/// not redirect them. Thread-safe.
public final class ConfinedWorkspace implements Workspace, AutoCloseable {
  /// Maximum number of retries after a file system error.
  private static final int RETRIES_MAX = 16;

  private static final Comparator<Entry> DIRECTORIES_FIRST =
      Comparator.<Entry, Boolean>comparing(entry -> entry.kind() != Kind.DIRECTORY)
          .thenComparing(Entry::name);

  private final Path root;
  private final SecureDirectoryStream<Path> rootDirectory;

  private ConfinedWorkspace(Path root, SecureDirectoryStream<Path> rootDirectory) {
    this.root = root;
    this.rootDirectory = rootDirectory;
  }

  /// Opens a workspace.
  ///
  /// @param root the real path of a directory
  /// @throws IOException if the directory cannot be used, with the reason
  public static ConfinedWorkspace open(Path root) throws IOException {
    if (!root.isAbsolute()) {
      throw new IOException("Workspace path must be absolute: " + root);
    }
    checkRealDirectory(root);
    var stream = Files.newDirectoryStream(root);
    try {
      if (!(stream instanceof SecureDirectoryStream<Path> rootDirectory)) {
        throw new IOException("This system cannot open directories safely: " + root);
      }
      checkNotReplaced(root, rootDirectory);
      return new ConfinedWorkspace(root, rootDirectory);
    } catch (IOException | RuntimeException failure) {
      stream.close();
      throw failure;
    }
  }

  private static void checkRealDirectory(Path root) throws IOException {
    if (!Files.exists(root)) {
      throw new IOException("Workspace does not exist: " + root);
    }
    if (!Files.isDirectory(root)) {
      throw new IOException("Workspace is not a directory: " + root);
    }
    var real = root.toRealPath();
    if (!real.equals(root)) {
      throw new IOException("Workspace " + root + " is reached through a link; use " + real);
    }
  }

  /// Detects that the root was replaced while it was being opened.
  private static void checkNotReplaced(Path root, SecureDirectoryStream<Path> rootDirectory)
      throws IOException {
    var opened = rootDirectory.getFileAttributeView(BasicFileAttributeView.class);
    var currentKey =
        Files.readAttributes(root, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
    checkRealDirectory(root);
    if (currentKey == null || !currentKey.equals(opened.readAttributes().fileKey())) {
      throw new IOException("Workspace was replaced while it was being opened: " + root);
    }
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

  /// Resolves a path.
  ///
  /// @return the relative path with all links resolved
  public String realPath(String path) throws IOException {
    return withResolved(
        path,
        resolved -> {
          var names = new ArrayList<>(resolved.parents());
          names.addAll(resolved.remaining());
          names.removeIf(PathHandle.SELF::equals);
          return names.isEmpty() ? PathHandle.SELF : String.join("/", names);
        });
  }

  /// The open root directory.
  SecureDirectoryStream<Path> rootDirectory() {
    return rootDirectory;
  }

  @Override
  public Entry stat(String path) throws IOException {
    var relative = relativize(path);
    try {
      return withResolved(
          path,
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
    return withFile(path, resolved -> BoundedFileReader.readAll(resolved, path, sizeMax));
  }

  /// Reads the beginning of a file.
  ///
  /// @param bytesMax maximum number of bytes to read
  /// @return the size of the file and its beginning
  FilePrefix readPrefix(String path, int bytesMax) throws IOException {
    return withFile(
        path,
        resolved -> {
          var bytes = BoundedFileReader.readPrefix(resolved, bytesMax);
          return new FilePrefix(
              Math.max(resolved.attributes().orElseThrow().size(), bytes.length), bytes);
        });
  }

  private <T> T withFile(String path, PathAction<T> action) throws IOException {
    return withResolved(
        path,
        resolved ->
            switch (resolved.kind()) {
              case FILE -> action.run(resolved);
              case DIRECTORY, OTHER ->
                  throw new PathException(ToolErrorCode.NOT_A_FILE, "Not a file: " + path);
              case MISSING ->
                  throw new PathException(ToolErrorCode.FILE_NOT_FOUND, "File not found: " + path);
            });
  }

  @Override
  public FileChange write(String path, byte[] content) throws IOException {
    var relative = relativize(path);
    var kind = withResolved(path, resolved -> writeAt(resolved, path, content));
    return new FileChange(relative, kind);
  }

  private FileChange.Kind writeAt(PathHandle resolved, String path, byte[] content)
      throws IOException {
    return switch (resolved.kind()) {
      case DIRECTORY, OTHER ->
          throw new PathException(ToolErrorCode.NOT_A_FILE, "Not a file: " + path);
      case FILE -> {
        var permissions = resolved.attributes().orElseThrow().permissions();
        AtomicWrites.replaceFile(resolved.directory(), resolved.name(), content, permissions);
        yield FileChange.Kind.MODIFIED;
      }
      case MISSING -> {
        create(resolved, content);
        yield FileChange.Kind.CREATED;
      }
    };
  }

  private void create(PathHandle resolved, byte[] content) throws IOException {
    var parents = resolved.remaining().subList(0, resolved.remaining().size() - 1);
    try (var directory = createDirectories(resolved, parents)) {
      AtomicWrites.replaceFile(
          directory, Path.of(resolved.remaining().getLast()), content, Set.of());
    }
  }

  /// Creates directories below a resolved path.
  ///
  /// @return the last one, open; closed by the caller
  private SecureDirectoryStream<Path> createDirectories(PathHandle resolved, List<String> names)
      throws IOException {
    var directory = PathHandle.open(resolved.directory(), PathHandle.SELF);
    try {
      for (var name : names) {
        AtomicWrites.createDirectory(root, rootDirectory, directory, name);
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
    openOrCreate(path).close();
  }

  private SecureDirectoryStream<Path> openOrCreate(String path) throws IOException {
    return withResolved(
        path,
        resolved ->
            resolved.kind() == Kind.MISSING
                ? createDirectories(resolved, resolved.remaining())
                : openDirectory(resolved, path));
  }

  @Override
  public void delete(String path) throws IOException {
    var entry = parse(path);
    try (var directory = openDirectory(entry.parent())) {
      if (requireEntry(directory, entry, path).isDirectory()) {
        directory.deleteDirectory(Path.of(entry.name()));
      } else {
        directory.deleteFile(Path.of(entry.name()));
      }
    } catch (DirectoryNotEmptyException failure) {
      throw new IOException("Directory is not empty: " + path, failure);
    }
  }

  @Override
  public void move(String from, String to) throws IOException {
    var source = parse(from);
    var target = parse(to);
    try (var sourceDirectory = openDirectory(source.parent())) {
      if (requireEntry(sourceDirectory, source, from).isDirectory()) {
        throw new PathException(ToolErrorCode.NOT_A_FILE, "Not a file: " + from);
      }
      try (var targetDirectory = openOrCreate(target.parent())) {
        if (PathHandle.stat(targetDirectory, target.name()).isPresent()) {
          throw new IOException("File exists already: " + to);
        }
        sourceDirectory.move(Path.of(source.name()), targetDirectory, Path.of(target.name()));
      }
    }
  }

  private static PosixFileAttributes requireEntry(
      SecureDirectoryStream<Path> directory, ParsedPath entry, String path) throws IOException {
    return PathHandle.stat(directory, entry.name())
        .orElseThrow(
            () -> new PathException(ToolErrorCode.FILE_NOT_FOUND, "File not found: " + path));
  }

  private ParsedPath parse(String path) throws IOException {
    var names = PathParser.parse(path, root);
    if (names.isEmpty()) {
      throw new IOException("The workspace itself cannot be changed: " + path);
    }
    var parents = names.subList(0, names.size() - 1);
    return new ParsedPath(
        parents.isEmpty() ? PathHandle.SELF : String.join("/", parents), names.getLast());
  }

  private record ParsedPath(String parent, String name) {}

  /// Resolves the links among the parents of a path, but not a link at the path itself.
  public String realEntryPath(String path) throws IOException {
    var entry = parse(path);
    var parent = realPath(entry.parent());
    return parent.equals(PathHandle.SELF) ? entry.name() : parent + "/" + entry.name();
  }

  @Override
  public List<Entry> list(String directory) throws IOException {
    var relative = relativize(directory);
    return withDirectory(
        directory,
        opened ->
            new DirectoryWalker(this, entry -> VisitResult.CONTINUE)
                .readEntries(opened, relative).stream()
                    .map(DirectoryWalker.VisitedEntry::entry)
                    .sorted(DIRECTORIES_FIRST)
                    .toList());
  }

  @Override
  public void walk(String directory, Visitor visitor) throws IOException {
    var relative = relativize(directory);
    var walker = new DirectoryWalker(this, visitor);
    try (var opened = openDirectory(directory)) {
      walker.walk(opened, relative);
    }
  }

  /// Returns the attributes of a link's target, which must be inside the workspace.
  PosixFileAttributes followLink(String path) throws IOException {
    return withResolved(
        path, resolved -> resolved.attributes().orElseThrow(() -> new NoSuchFileException(path)));
  }

  SecureDirectoryStream<Path> openDirectory(String path) throws IOException {
    return withResolved(path, resolved -> openDirectory(resolved, path));
  }

  private static SecureDirectoryStream<Path> openDirectory(PathHandle resolved, String path)
      throws IOException {
    return switch (resolved.kind()) {
      case DIRECTORY -> PathHandle.open(resolved.directory(), resolved.remaining().getFirst());
      case FILE, OTHER ->
          throw new PathException(ToolErrorCode.NOT_A_DIRECTORY, "Not a directory: " + path);
      case MISSING ->
          throw new PathException(ToolErrorCode.FILE_NOT_FOUND, "Directory not found: " + path);
    };
  }

  private <T> T withDirectory(String path, DirectoryAction<T> action) throws IOException {
    try (var directory = openDirectory(path)) {
      return action.run(directory);
    }
  }

  /// Resolves a path and runs an action on it. Retries both after a file system error, because a
  /// concurrently replaced directory may have caused it.
  private <T> T withResolved(String path, PathAction<T> action) throws IOException {
    for (var retries = 0; ; retries++) {
      try (var resolved = PathResolver.resolve(root, rootDirectory, path)) {
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

  @Override
  public void close() throws IOException {
    rootDirectory.close();
  }

  record FilePrefix(long sizeBytes, byte[] bytes) {}

  @FunctionalInterface
  private interface PathAction<T> {
    T run(PathHandle resolved) throws IOException;
  }

  @FunctionalInterface
  private interface DirectoryAction<T> {
    T run(SecureDirectoryStream<Path> directory) throws IOException;
  }
}
