package dev.loom.tools.workspace;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
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
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.util.HexFormat;
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
  /// @param permissions of the new file, empty for the default
  static void replaceFile(
      SecureDirectoryStream<Path> directory,
      Path name,
      byte[] content,
      Set<PosixFilePermission> permissions)
      throws IOException {
    var temp = tempName();
    try {
      try (var channel = directory.newByteChannel(temp, NEW_FILE)) {
        writeAll(channel, content);
      }
      if (!permissions.isEmpty()) {
        directory
            .getFileAttributeView(temp, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
            .setPermissions(permissions);
      }
      directory.move(temp, directory, name);
    } catch (IOException | RuntimeException failed) {
      deleteQuietly(directory, temp);
      throw failed;
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
  /// Java creates directories only by path, where a link could be swapped in. So it is created in
  /// the root, which no tool can replace, and moved from there between two open directories.
  static void createDirectory(
      Path root,
      SecureDirectoryStream<Path> top,
      SecureDirectoryStream<Path> directory,
      String name)
      throws IOException {
    var temp = tempName();
    Files.createDirectory(root.resolve(temp));
    try {
      top.move(temp, directory, Path.of(name));
    } catch (FileSystemException taken) {
      top.deleteDirectory(temp);
      var isThere =
          taken instanceof FileAlreadyExistsException
              || taken instanceof DirectoryNotEmptyException
              || ResolvedPath.stat(directory, name).isPresent();
      if (!isThere) {
        throw taken;
      }
    }
  }

  /// Creates a symbolic link in the root, for the same reason, and moves it to its target name,
  /// where it replaces an existing entry.
  static void replaceLink(
      Path root,
      SecureDirectoryStream<Path> top,
      SecureDirectoryStream<Path> directory,
      Path name,
      Path target)
      throws IOException {
    var temp = tempName();
    Files.createSymbolicLink(root.resolve(temp), target);
    try {
      top.move(temp, directory, name);
    } catch (IOException | RuntimeException failed) {
      deleteQuietly(top, temp);
      throw failed;
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
    } catch (IOException alreadyGone) {
      // The original exception is rethrown by the caller.
    }
  }
}
