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

/// Where a path led: an open directory, and the names that lie below it.
///
/// @param above the names from the root to that directory, links resolved
/// @param directory the deepest directory that exists on the way, open; closed with this place
/// @param rest one name when something is there, all names still missing when nothing is
/// @param found what is there
record ResolvedPath(
    List<String> parents,
    SecureDirectoryStream<Path> directory,
    List<String> remaining,
    Optional<PosixFileAttributes> attributes)
    implements Closeable {
  /// The name under which a directory knows itself.
  static final String SELF = ".";

  /// What a name in a directory is, links not followed; empty when nothing is there.
  static Optional<PosixFileAttributes> stat(SecureDirectoryStream<Path> directory, String name)
      throws IOException {
    try {
      return Optional.of(
          directory
              .getFileAttributeView(
                  Path.of(name), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
              .readAttributes());
    } catch (NoSuchFileException missing) {
      return Optional.empty();
    }
  }

  /// Opens a directory's directory, never through a link.
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
    return attributes.map(ResolvedPath::kindOf).orElse(Kind.MISSING);
  }

  /// The one name of what is there.
  Path name() {
    return Path.of(remaining.getFirst());
  }

  @Override
  public void close() throws IOException {
    directory.close();
  }
}
