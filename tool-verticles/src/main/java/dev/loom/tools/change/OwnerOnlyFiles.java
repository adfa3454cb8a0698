package dev.loom.tools.change;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// Files and directories that only their owner can read.
///
/// All methods use I/O that an interrupt does not abort, because the changes of a cancelled call
/// must be recorded.
final class OwnerOnlyFiles {
  private OwnerOnlyFiles() {}

  static void createDirectory(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  /// Opens a file for writing and creates it if necessary.
  static RandomAccessFile open(Path path) throws IOException {
    if (!Files.exists(path)) {
      try {
        Files.createFile(
            path,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      } catch (FileAlreadyExistsException known) {
        // Another thread created it first.
      }
    }
    return new RandomAccessFile(path.toFile(), "rw");
  }

  /// Replaces a file's content.
  static void write(Path path, byte[] content, boolean durable) throws IOException {
    try (var file = open(path)) {
      file.setLength(0);
      file.write(content);
      if (durable) {
        file.getFD().sync();
      }
    }
  }

  static byte[] read(Path path) throws IOException {
    try (var open = new FileInputStream(path.toFile())) {
      return open.readAllBytes();
    }
  }
}
