package dev.loom.tools.workspace;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/// Creates and replaces files, directories and links atomically, relative to an open directory.
final class AtomicWrites {
  /// Prefix of temporary names. Listings omit them.
  static final String TEMP_PREFIX = ".loom-draft-";

  private static final Set<OpenOption> NEW_FILE =
      Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, LinkOption.NOFOLLOW_LINKS);
  private static final SecureRandom RANDOM = new SecureRandom();

  private AtomicWrites() {}

  /// Writes a temporary file in the same directory and renames it. A link at the target name is
  /// replaced, not followed.
  ///
  /// @param permissions permissions of the new file, empty for the default
  /// @param replaced the file whose owner and group are kept if this process may set them
  static void replaceFile(
      SecureDirectoryStream<Path> directory,
      Path name,
      byte[] content,
      Set<PosixFilePermission> permissions,
      Optional<PosixFileAttributes> replaced)
      throws IOException {
    var temp = tempName();
    try {
      try (var channel = directory.newByteChannel(temp, NEW_FILE)) {
        writeAll(channel, content);
      }
      var view =
          directory.getFileAttributeView(
              temp, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
      if (replaced.isPresent()) {
        keepOwner(view, replaced.get());
      }
      if (!permissions.isEmpty()) {
        view.setPermissions(permissions);
      }
      directory.move(temp, directory, name);
    } catch (AccessDeniedException failure) {
      deleteQuietly(directory, temp);
      throw new AccessDeniedException(name.toString());
    } catch (IOException | RuntimeException failure) {
      deleteQuietly(directory, temp);
      throw failure;
    }
  }

  private static void keepOwner(PosixFileAttributeView view, PosixFileAttributes replaced)
      throws IOException {
    var created = view.readAttributes();
    try {
      if (!created.group().equals(replaced.group())) {
        view.setGroup(replaced.group());
      }
      if (!created.owner().equals(replaced.owner())) {
        view.setOwner(replaced.owner());
      }
    } catch (FileSystemException ignored) {
      // Only an administrator may give files to others.
    }
  }

  private static void writeAll(SeekableByteChannel channel, byte[] content) throws IOException {
    var buffer = ByteBuffer.wrap(content);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  /// Creates a directory unless it exists.
  ///
  /// Java creates directories only by path, and a link swapped in could redirect the path. The
  /// directory is therefore created in the root and moved to its parent by open directories.
  static void createDirectory(
      Path root,
      SecureDirectoryStream<Path> rootDirectory,
      SecureDirectoryStream<Path> directory,
      String name)
      throws IOException {
    var temp = tempName();
    Files.createDirectory(root.resolve(temp));
    try {
      rootDirectory.move(temp, directory, FileNames.toPath(name));
    } catch (FileSystemException failure) {
      rootDirectory.deleteDirectory(temp);
      var exists =
          failure instanceof FileAlreadyExistsException
              || failure instanceof DirectoryNotEmptyException
              || PathHandle.stat(directory, name).isPresent();
      if (!exists) {
        throw failure;
      }
    }
  }

  /// Creates a symbolic link in the root and moves it like [#createDirectory]. Replaces an existing
  /// entry.
  static void replaceLink(
      Path root,
      SecureDirectoryStream<Path> rootDirectory,
      SecureDirectoryStream<Path> directory,
      Path name,
      Path target)
      throws IOException {
    var temp = tempName();
    Files.createSymbolicLink(root.resolve(temp), target);
    try {
      rootDirectory.move(temp, directory, name);
    } catch (IOException | RuntimeException failure) {
      deleteQuietly(rootDirectory, temp);
      throw failure;
    }
  }

  private static Path tempName() {
    var bytes = new byte[8];
    RANDOM.nextBytes(bytes);
    return Path.of(TEMP_PREFIX + HexFormat.of().formatHex(bytes));
  }

  private static void deleteQuietly(SecureDirectoryStream<Path> directory, Path temp) {
    try {
      directory.deleteFile(temp);
    } catch (IOException ignored) {
      // The original exception is rethrown by the caller.
    }
  }
}
