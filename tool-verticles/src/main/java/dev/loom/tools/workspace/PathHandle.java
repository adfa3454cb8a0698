package dev.loom.tools.workspace;

import dev.loom.api.tool.Workspace.Entry;
import dev.loom.api.tool.Workspace.Kind;
import dev.loom.tools.os.LinuxCalls;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The result of resolving a path: an open directory and the names below it.
///
/// @param base path of the open workspace, also if it was moved
/// @param parents names from the root to the directory, with links resolved
/// @param directory the deepest existing directory, open; closed with this record
/// @param remaining one name when the path exists, otherwise all missing names
/// @param attributes attributes of the path, empty when it does not exist
record PathHandle(
    String base,
    List<String> parents,
    SecureDirectoryStream<Path> directory,
    List<String> remaining,
    Optional<PosixFileAttributes> attributes)
    implements Closeable {
  /// The name of a directory within itself.
  static final String SELF = ".";

  private static final Set<OpenOption> READING =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  /// Returns the attributes of a name without following links; empty when it does not exist.
  static Optional<PosixFileAttributes> stat(SecureDirectoryStream<Path> directory, String name)
      throws IOException {
    try {
      return Optional.of(
          directory
              .getFileAttributeView(
                  FileNames.toPath(name), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
              .readAttributes());
    } catch (NoSuchFileException ignored) {
      return Optional.empty();
    }
  }

  /// Opens a subdirectory without following links. Opens the entry `.` in it, because opening a
  /// pipe that takes its place would wait for a writer; a link that takes its place is noticed by
  /// the identity of what was opened.
  static SecureDirectoryStream<Path> open(SecureDirectoryStream<Path> directory, String name)
      throws IOException {
    var expected = stat(directory, name).filter(PosixFileAttributes::isDirectory);
    if (expected.isEmpty()) {
      throw new NotDirectoryException(name);
    }
    var opened =
        directory.newDirectoryStream(
            FileNames.toPath(name).resolve(SELF), LinkOption.NOFOLLOW_LINKS);
    var key = opened.getFileAttributeView(BasicFileAttributeView.class).readAttributes().fileKey();
    if (!expected.get().fileKey().equals(key)) {
      opened.close();
      throw new NotDirectoryException(name);
    }
    return opened;
  }

  /// Opens the file. A pipe, a device or another file that has taken its place since it was
  /// resolved is noticed and not opened, because opening it may wait without end.
  private SeekableByteChannel openFile() throws IOException {
    if (!LinuxCalls.areAvailable()) {
      return directory.newByteChannel(name(), READING);
    }
    var path =
        base
            + "/"
            + Stream.concat(parents.stream(), Stream.of(remaining.getLast()))
                .collect(Collectors.joining("/"));
    var pinned = LinuxCalls.pin(FileNames.encode(path));
    try {
      var file = Path.of("/proc/self/fd/" + pinned);
      var found = Files.readAttributes(file, BasicFileAttributes.class);
      if (!found.isRegularFile() || !found.fileKey().equals(attributes.orElseThrow().fileKey())) {
        throw new FileSystemException(path, null, "It was replaced while it was being opened");
      }
      return Files.newByteChannel(file, StandardOpenOption.READ);
    } finally {
      LinuxCalls.close(pinned);
    }
  }

  static Kind kindOf(BasicFileAttributes attributes) {
    if (attributes.isRegularFile()) {
      return Kind.FILE;
    }
    if (attributes.isSymbolicLink()) {
      return Kind.LINK;
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

  /// The name of the path. The directory contains it if the path exists.
  Path name() {
    return FileNames.toPath(remaining.getLast());
  }

  /// The names of the missing directories above the path.
  List<String> missingParents() {
    return remaining.subList(0, remaining.size() - 1);
  }

  /// The path relative to the root, with links resolved.
  String realPath() {
    var names = new ArrayList<>(parents);
    names.addAll(remaining);
    names.removeIf(SELF::equals);
    return names.isEmpty() ? SELF : String.join("/", names);
  }

  /// Reads a whole file.
  ///
  /// @param path for error messages
  /// @throws NoSuchFileException if the path does not exist
  /// @throws IOException if the file has more bytes than allowed, whatever size it reports
  byte[] read(String path, long sizeMax) throws IOException {
    if (attributes.isEmpty()) {
      throw new NoSuchFileException(path);
    }
    try (var channel = openFile()) {
      var bytes = readUpTo(channel, Math.min(sizeMax, Integer.MAX_VALUE - 16L) + 1);
      if (bytes.length > sizeMax) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "File is too large: %s has %,d bytes, at most %,d can be read",
                path,
                Math.max(channel.size(), bytes.length),
                sizeMax));
      }
      return bytes;
    }
  }

  /// Opens a file for reading; the stream stays open after this record is closed.
  InputStream open() throws IOException {
    return Channels.newInputStream(openFile());
  }

  /// Reads the beginning of a file.
  byte[] readPrefix(int bytesMax) throws IOException {
    try (var channel = openFile()) {
      return readUpTo(channel, bytesMax);
    }
  }

  /// Reads to the end of the file, because files in `/proc` and growing files report wrong sizes.
  /// The buffered stream does not rely on the size, as the stream of the channel does.
  private static byte[] readUpTo(SeekableByteChannel channel, long bytesMax) throws IOException {
    return new BufferedInputStream(Channels.newInputStream(channel)).readNBytes((int) bytesMax);
  }

  @Override
  public void close() throws IOException {
    directory.close();
  }
}
