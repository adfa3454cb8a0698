package dev.loom.tools.workspace;

import dev.loom.api.tool.Workspace.Entry;
import dev.loom.api.tool.Workspace.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.List;
import java.util.Optional;

/// The result of resolving a path: an open directory and the names below it.
///
/// @param parents names from the root to the directory, with links resolved
/// @param directory the deepest existing directory, open; closed with this record
/// @param remaining one name when the path exists, otherwise all missing names
/// @param attributes attributes of the path, empty when it does not exist
record PathHandle(
    List<String> parents,
    SecureDirectoryStream<Path> directory,
    List<String> remaining,
    Optional<PosixFileAttributes> attributes)
    implements Closeable {
  /// The name of a directory within itself.
  static final String SELF = ".";

  /// Returns the attributes of a name without following links; empty when it does not exist.
  static Optional<PosixFileAttributes> stat(SecureDirectoryStream<Path> directory, String name)
      throws IOException {
    try {
      return Optional.of(
          directory
              .getFileAttributeView(
                  Path.of(name), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
              .readAttributes());
    } catch (NoSuchFileException ignored) {
      return Optional.empty();
    }
  }

  /// Opens a subdirectory without following links.
  static SecureDirectoryStream<Path> open(SecureDirectoryStream<Path> directory, String name)
      throws IOException {
    return directory.newDirectoryStream(Path.of(name), LinkOption.NOFOLLOW_LINKS);
  }

  static Kind kindOf(BasicFileAttributes attributes) {
    if (attributes.isRegularFile()) {
      return Kind.FILE;
    }
    return attributes.isDirectory() ? Kind.DIRECTORY : Kind.OTHER;
  }

  static Entry toEntry(String path, BasicFileAttributes attributes) {
    var kind = kindOf(attributes);
    return new Entry(
        path,
        kind,
        kind == Kind.FILE ? attributes.size() : 0,
        attributes.lastModifiedTime().toMillis());
  }

  Kind kind() {
    return attributes.map(PathHandle::kindOf).orElse(Kind.MISSING);
  }

  /// The name of an existing path.
  Path name() {
    return Path.of(remaining.getFirst());
  }

  @Override
  public void close() throws IOException {
    directory.close();
  }
}
