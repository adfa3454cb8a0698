package dev.loom.tools.change;

import dev.loom.contracts.id.Sha256;
import dev.loom.tools.workspace.ConfinedWorkspace;
import dev.loom.tools.workspace.FileStat;
import dev.loom.tools.workspace.NoFollowFiles;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A workspace as it is now.
final class CurrentFiles {
  private final NoFollowFiles files;
  private final ContentStore contents;
  private final UndoLimits limits;

  CurrentFiles(ConfinedWorkspace workspace, ContentStore contents, UndoLimits limits) {
    this.files = new NoFollowFiles(workspace);
    this.contents = contents;
    this.limits = limits;
  }

  /// What is at a path.
  FileVersion read(String path, Retention retention) throws IOException {
    Optional<FileStat> stat;
    try {
      stat = files.stat(path);
    } catch (AccessDeniedException forbidden) {
      return FileVersion.notStored("", 0, "", UndoLimits.UNREADABLE);
    }
    return stat.isEmpty() ? FileVersion.NOTHING : read(path, stat.get(), retention);
  }

  /// Whether what is at a path now is what was recorded.
  ///
  /// @param now what is there, read; of what was not kept only the look was recorded
  boolean isUnchanged(String path, FileVersion recorded, FileVersion now) throws IOException {
    if (recorded.kind() != FileVersion.Kind.UNKEPT) {
      return recorded.isSameAs(now);
    }
    return files.stat(path).filter(stat -> fingerprint(stat).equals(recorded.hash())).isPresent();
  }

  /// The permissions of what is at a path, empty when nothing is.
  String mode(String path) throws IOException {
    return files.stat(path).map(FileStat::mode).orElse("");
  }

  /// What is at a path that was seen. What cannot be read is not kept, and what is gone by now is
  /// nothing: neither is a reason to refuse the call.
  FileVersion read(String path, FileStat stat, Retention retention) throws IOException {
    return switch (stat.type()) {
      case DIRECTORY -> FileVersion.NOTHING;
      case LINK -> link(path);
      case OTHER -> notStored(stat, "it is a device, pipe or socket");
      case FILE -> file(path, stat, retention);
    };
  }

  private FileVersion link(String path) {
    try {
      return FileVersion.link(files.linkTarget(path));
    } catch (IOException gone) {
      return FileVersion.NOTHING;
    }
  }

  private FileVersion file(String path, FileStat stat, Retention retention) throws IOException {
    if (stat.sizeBytes() > limits.fileBytesMax()) {
      return notStored(stat, UndoLimits.TOO_LARGE);
    }
    byte[] content;
    try {
      content = files.read(path, limits.fileBytesMax());
    } catch (NoSuchFileException gone) {
      return FileVersion.NOTHING;
    } catch (ClosedByInterruptException stopped) {
      throw stopped;
    } catch (IOException unreadable) {
      return notStored(stat, UndoLimits.UNREADABLE);
    }
    var hash =
        switch (retention) {
          case HASH_ONLY -> Sha256.hex(content);
          case STORE -> contents.store(content, false);
          case STORE_DURABLY -> contents.store(content, true);
        };
    return FileVersion.file(hash, content.length, stat.mode());
  }

  static FileVersion notStored(FileStat stat, String why) {
    return FileVersion.notStored(fingerprint(stat), stat.sizeBytes(), stat.mode(), why);
  }

  /// Tells a file from what it is after somebody wrote to it, without reading it.
  static String fingerprint(FileStat stat) {
    return stat.sizeBytes() + " " + stat.modified().to(TimeUnit.NANOSECONDS) + " " + stat.fileKey();
  }

  /// What becomes of a content that is read.
  enum Retention {
    HASH_ONLY,
    /// Kept, but a power cut may lose it.
    STORE,
    STORE_DURABLY
  }
}
