package dev.loom.tools.workspace;

import dev.loom.api.tool.FileChange;
import dev.loom.api.tool.Workspace;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
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

/// A [Workspace] on a real directory that holds against `..`, absolute paths, links, and links
/// swapped in while it works.
///
/// It keeps its root open, so moving the root away or putting a link in its place changes nothing.
/// Safe for many threads.
public final class ConfinedWorkspace implements Workspace, AutoCloseable {
  /// How often a step is tried again when something on its way was swapped meanwhile.
  private static final int SWAPS_MAX = 16;

  private static final Comparator<Entry> DIRECTORIES_FIRST =
      Comparator.<Entry, Boolean>comparing(entry -> entry.kind() != Kind.DIRECTORY)
          .thenComparing(Entry::name);

  private final Path root;
  private final SecureDirectoryStream<Path> top;

  private ConfinedWorkspace(Path root, SecureDirectoryStream<Path> top) {
    this.root = root;
    this.top = top;
  }

  /// Opens a workspace.
  ///
  /// @param root the real path of a directory
  /// @throws IOException saying what is wrong with it
  public static ConfinedWorkspace open(Path root) throws IOException {
    if (!root.isAbsolute()) {
      throw new IOException("Workspace path must be absolute: " + root);
    }
    checkNoLink(root);
    var stream = Files.newDirectoryStream(root);
    try {
      if (!(stream instanceof SecureDirectoryStream<Path> top)) {
        throw new IOException("This system cannot open directories safely: " + root);
      }
      checkSame(root, top);
      return new ConfinedWorkspace(root, top);
    } catch (IOException | RuntimeException refused) {
      stream.close();
      throw refused;
    }
  }

  private static void checkNoLink(Path root) throws IOException {
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

  /// A link may have been swapped in before the root was opened, but not both before and after.
  private static void checkSame(Path root, SecureDirectoryStream<Path> top) throws IOException {
    var opened = top.getFileAttributeView(BasicFileAttributeView.class);
    var there =
        Files.readAttributes(root, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
    checkNoLink(root);
    if (there == null || !there.equals(opened.readAttributes().fileKey())) {
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
    return names.isEmpty() ? ResolvedPath.SELF : String.join("/", names);
  }

  /// Where a path really is.
  ///
  /// @return its relative form with every link on the way and at its end resolved
  public String realPath(String path) throws IOException {
    return at(
        path,
        resolved -> {
          var names = new ArrayList<>(resolved.parents());
          names.addAll(resolved.remaining());
          names.removeIf(ResolvedPath.SELF::equals);
          return names.isEmpty() ? ResolvedPath.SELF : String.join("/", names);
        });
  }

  /// The root, open.
  SecureDirectoryStream<Path> top() {
    return top;
  }

  @Override
  public Entry stat(String path) throws IOException {
    var relative = relativize(path);
    try {
      return at(
          path,
          resolved ->
              resolved
                  .attributes()
                  .map(found -> ResolvedPath.toEntry(relative, found))
                  .orElseGet(() -> new Entry(relative, Kind.MISSING, 0, 0)));
    } catch (NotDirectoryException belowAFile) {
      return new Entry(relative, Kind.MISSING, 0, 0);
    }
  }

  @Override
  public byte[] read(String path, long sizeMax) throws IOException {
    return atFile(path, resolved -> BoundedFileReader.readAll(resolved, path, sizeMax));
  }

  /// Reads the beginning of a file.
  ///
  /// @param bytesMax how much of it
  /// @return its whole size and its beginning
  FilePrefix readPrefix(String path, int bytesMax) throws IOException {
    return atFile(
        path,
        resolved -> {
          var bytes = BoundedFileReader.readPrefix(resolved, bytesMax);
          return new FilePrefix(
              Math.max(resolved.attributes().orElseThrow().size(), bytes.length), bytes);
        });
  }

  private <T> T atFile(String path, PathAction<T> step) throws IOException {
    return at(
        path,
        resolved ->
            switch (resolved.kind()) {
              case FILE -> step.at(resolved);
              case DIRECTORY, OTHER -> throw new IOException("Not a file: " + path);
              case MISSING -> throw new IOException("File not found: " + path);
            });
  }

  @Override
  public FileChange write(String path, byte[] content) throws IOException {
    var relative = relativize(path);
    var kind = at(path, resolved -> writeAt(resolved, path, content));
    return new FileChange(relative, kind);
  }

  private FileChange.Kind writeAt(ResolvedPath resolved, String path, byte[] content)
      throws IOException {
    return switch (resolved.kind()) {
      case DIRECTORY, OTHER -> throw new IOException("Not a file: " + path);
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

  private void create(ResolvedPath resolved, byte[] content) throws IOException {
    var directory = ResolvedPath.open(resolved.directory(), ResolvedPath.SELF);
    try {
      for (var name : resolved.remaining().subList(0, resolved.remaining().size() - 1)) {
        AtomicWrites.createDirectory(root, top, directory, name);
        var next = ResolvedPath.open(directory, name);
        directory.close();
        directory = next;
      }
      AtomicWrites.replaceFile(
          directory, Path.of(resolved.remaining().getLast()), content, Set.of());
    } finally {
      directory.close();
    }
  }

  @Override
  public List<Entry> list(String directory) throws IOException {
    var relative = relativize(directory);
    return atDirectory(
        directory,
        open ->
            new DirectoryWalker(this, (entry, attributes) -> VisitResult.CONTINUE)
                .entries(open, relative).stream()
                    .map(DirectoryWalker.VisitedEntry::entry)
                    .sorted(DIRECTORIES_FIRST)
                    .toList());
  }

  @Override
  public void walk(String directory, Visitor visitor) throws IOException {
    walkWithAttributes(directory, (entry, attributes) -> visitor.visit(entry));
  }

  /// Walks like [#walk], telling the attributes too.
  void walkWithAttributes(String directory, DirectoryWalker.EntryVisitor visitor)
      throws IOException {
    var relative = relativize(directory);
    var walker = new DirectoryWalker(this, visitor);
    try (var open = openDirectory(directory)) {
      walker.walk(open, relative);
    }
  }

  /// What a link leads to, followed inside the workspace only.
  PosixFileAttributes followLink(String path) throws IOException {
    return at(
        path, resolved -> resolved.attributes().orElseThrow(() -> new NoSuchFileException(path)));
  }

  SecureDirectoryStream<Path> openDirectory(String path) throws IOException {
    return at(
        path,
        resolved ->
            switch (resolved.kind()) {
              case DIRECTORY ->
                  ResolvedPath.open(resolved.directory(), resolved.remaining().getFirst());
              case FILE, OTHER -> throw new IOException("Not a directory: " + path);
              case MISSING -> throw new IOException("Directory not found: " + path);
            });
  }

  private <T> T atDirectory(String path, DirectoryAction<T> step) throws IOException {
    try (var directory = openDirectory(path)) {
      return step.at(directory);
    }
  }

  /// Walks to a path and does a step there, again when something was swapped on the way.
  private <T> T at(String path, PathAction<T> step) throws IOException {
    for (var swaps = 0; ; swaps++) {
      try (var resolved = PathResolver.resolve(root, top, path)) {
        return step.at(resolved);
      } catch (AccessDeniedException | EscapeException settled) {
        throw settled;
      } catch (FileSystemException perhapsSwapped) {
        if (swaps == SWAPS_MAX) {
          throw perhapsSwapped;
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    top.close();
  }

  /// The beginning of a file.
  record FilePrefix(long sizeBytes, byte[] bytes) {}

  @FunctionalInterface
  private interface PathAction<T> {
    T at(ResolvedPath resolved) throws IOException;
  }

  @FunctionalInterface
  private interface DirectoryAction<T> {
    T at(SecureDirectoryStream<Path> directory) throws IOException;
  }
}
