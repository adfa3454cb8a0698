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

/// Puts files and directories into place in one step each, relative to an open directory.
final class Replacement {
  /// What the names of unfinished files and directories start with. No listing shows them.
  static final String PREFIX = ".loom-draft-";

  private static final Set<OpenOption> NEW_FILE =
      Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, LinkOption.NOFOLLOW_LINKS);
  private static final SecureRandom RANDOM = new SecureRandom();

  private Replacement() {}

  /// Writes a file beside its place and moves it there. A link that sits at the name by then is
  /// replaced, not followed.
  ///
  /// @param permissions of the new file, empty for the usual ones
  static void ofFile(
      SecureDirectoryStream<Path> directory,
      Path name,
      byte[] content,
      Set<PosixFilePermission> permissions)
      throws IOException {
    var draft = draftName();
    try {
      try (var channel = directory.newByteChannel(draft, NEW_FILE)) {
        writeAll(channel, content);
      }
      if (!permissions.isEmpty()) {
        directory
            .getFileAttributeView(draft, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
            .setPermissions(permissions);
      }
      directory.move(draft, directory, name);
    } catch (IOException | RuntimeException failed) {
      deleteQuietly(directory, draft);
      throw failed;
    }
  }

  private static void writeAll(SeekableByteChannel channel, byte[] content) throws IOException {
    var buffer = ByteBuffer.wrap(content);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  /// Makes a directory, unless one is there by now.
  ///
  /// Java can make a directory only by path, where a link could be swapped in. So it is made in the
  /// root, which no tool can swap, and moved from there between two open directories.
  static void ofDirectory(
      Path root,
      SecureDirectoryStream<Path> top,
      SecureDirectoryStream<Path> directory,
      String name)
      throws IOException {
    var draft = draftName();
    Files.createDirectory(root.resolve(draft));
    try {
      top.move(draft, directory, Path.of(name));
    } catch (FileSystemException taken) {
      top.deleteDirectory(draft);
      var isThere =
          taken instanceof FileAlreadyExistsException
              || taken instanceof DirectoryNotEmptyException
              || Place.look(directory, name).isPresent();
      if (!isThere) {
        throw taken;
      }
    }
  }

  /// Makes a symbolic link, in the root for the same reason, and moves it to its place, where it
  /// replaces what is there.
  static void ofLink(
      Path root,
      SecureDirectoryStream<Path> top,
      SecureDirectoryStream<Path> directory,
      Path name,
      Path target)
      throws IOException {
    var draft = draftName();
    Files.createSymbolicLink(root.resolve(draft), target);
    try {
      top.move(draft, directory, name);
    } catch (IOException | RuntimeException failed) {
      deleteQuietly(top, draft);
      throw failed;
    }
  }

  private static Path draftName() {
    var bytes = new byte[8];
    RANDOM.nextBytes(bytes);
    return Path.of(PREFIX + HexFormat.of().formatHex(bytes));
  }

  private static void deleteQuietly(SecureDirectoryStream<Path> directory, Path draft) {
    try {
      directory.deleteFile(draft);
    } catch (IOException alreadyGone) {
      // What is thrown next says why it was never finished.
    }
  }
}
