package dev.loom.tools.change;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// Creates, reads and writes files and directories that only their owner can read.
///
/// No method is aborted by an interrupt, because the changes of a cancelled call must be recorded.
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
      } catch (FileAlreadyExistsException ignored) {
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
    try (var stream = new FileInputStream(path.toFile())) {
      return stream.readAllBytes();
    }
  }
}
