package dev.loom.tools.workspace;

import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/// What a name is, seen without following a link and without reading it.
///
/// @param type what it is
/// @param sizeBytes its size
/// @param modified when its content last changed
/// @param fileKey tells it from another file that took its name, null where the system has none
/// @param mode its permissions, such as `rw-r--r--`
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

  /// What can be at a name.
  public enum Type {
    FILE,
    LINK,
    DIRECTORY,
    /// A device, pipe or socket.
    OTHER
  }
}
