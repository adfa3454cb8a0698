package dev.loom.tools.workspace;

import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/// The attributes of a file, link or directory, read without following links.
///
/// @param modified last modification time
/// @param fileKey identity of the file, null if the system has none
/// @param mode permissions such as `rw-r--r--`
public record FileStat(Type type, long sizeBytes, FileTime modified, Object fileKey, String mode) {
  static FileStat from(PosixFileAttributes attributes) {
    return new FileStat(
        typeOf(attributes),
        attributes.size(),
        attributes.lastModifiedTime(),
        attributes.fileKey(),
        PosixFilePermissions.toString(attributes.permissions()));
  }

  private static Type typeOf(PosixFileAttributes attributes) {
    if (attributes.isRegularFile()) {
      return Type.FILE;
    }
    if (attributes.isSymbolicLink()) {
      return Type.LINK;
    }
    return attributes.isDirectory() ? Type.DIRECTORY : Type.OTHER;
  }

  /// The kind of a file.
  public enum Type {
    FILE,
    LINK,
    DIRECTORY,
    /// A device, pipe or socket.
    OTHER
  }
}
