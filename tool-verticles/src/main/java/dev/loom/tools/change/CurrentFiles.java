package dev.loom.tools.change;

import dev.loom.contracts.id.Sha256;
import dev.loom.tools.workspace.ConfinedWorkspace;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;

/// Reads the current versions of a workspace's files.
final class CurrentFiles {
  private final ConfinedWorkspace workspace;
  private final ContentStore contents;
  private final StoredContentLimits limits;

  CurrentFiles(ConfinedWorkspace workspace, ContentStore contents, StoredContentLimits limits) {
    this.workspace = workspace;
    this.contents = contents;
    this.limits = limits;
  }

  /// Reads the version at a path without storing its content.
  FileVersion hash(String path) throws IOException {
    return read(path, false);
  }

  /// Reads the version at a path and stores its content, synced to disk.
  FileVersion store(String path) throws IOException {
    return read(path, true);
  }

  private FileVersion read(String path, boolean stores) throws IOException {
    try {
      var stat = workspace.attributes(path);
      return stat.isEmpty() ? FileVersion.NOTHING : read(path, stat.get(), stores);
    } catch (AccessDeniedException ignored) {
      return FileVersion.notStored("", 0, "", StoredContentLimits.UNREADABLE);
    }
  }

  /// The permissions of the file at a path, empty when there is none.
  String mode(String path) throws IOException {
    return workspace.attributes(path).map(CurrentFiles::mode).orElse("");
  }

  /// Stores the version at a path with known attributes. An unreadable file is `UNKEPT` and a
  /// vanished file is `NOTHING`; neither fails the call.
  FileVersion store(String path, PosixFileAttributes stat) throws IOException {
    return read(path, stat, true);
  }

  private FileVersion read(String path, PosixFileAttributes stat, boolean stores)
      throws IOException {
    if (stat.isRegularFile()) {
      return file(path, stat, stores);
    }
    if (stat.isSymbolicLink()) {
      return link(path);
    }
    return stat.isDirectory()
        ? FileVersion.NOTHING
        : notStored(stat, "it is a device, pipe or socket");
  }

  private FileVersion link(String path) {
    try {
      return FileVersion.link(workspace.linkTarget(path));
    } catch (IOException ignored) {
      return FileVersion.NOTHING;
    }
  }

  private FileVersion file(String path, PosixFileAttributes stat, boolean stores)
      throws IOException {
    if (stat.size() > limits.fileBytesMax()) {
      return notStored(stat, StoredContentLimits.TOO_LARGE);
    }
    byte[] content;
    try {
      content = workspace.readEntry(path, limits.fileBytesMax());
    } catch (NoSuchFileException ignored) {
      return FileVersion.NOTHING;
    } catch (ClosedByInterruptException exception) {
      throw exception;
    } catch (IOException ignored) {
      return notStored(stat, StoredContentLimits.UNREADABLE);
    }
    var hash = stores ? contents.store(content, true) : Sha256.hex(content);
    return FileVersion.file(hash, content.length, mode(stat));
  }

  static FileVersion notStored(PosixFileAttributes stat, String reason) {
    return FileVersion.notStored(fingerprint(stat), stat.size(), mode(stat), reason);
  }

  /// The permissions of a file such as `rw-r--r--`.
  static String mode(PosixFileAttributes stat) {
    return PosixFilePermissions.toString(stat.permissions());
  }

  /// Identifies the state of a file by size, modification time and file key, without reading it.
  static String fingerprint(PosixFileAttributes stat) {
    return stat.size()
        + " "
        + stat.lastModifiedTime().to(TimeUnit.NANOSECONDS)
        + " "
        + stat.fileKey();
  }
}
