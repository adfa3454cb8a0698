package dev.loom.tools.change;

import dev.loom.contracts.id.Sha256;
import dev.loom.tools.workspace.ConfinedWorkspace;
import dev.loom.tools.workspace.Originals;
import dev.loom.tools.workspace.Seen;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A workspace as it is now.
final class Present {
  private final Originals originals;
  private final ImageStore images;
  private final Limits limits;

  Present(ConfinedWorkspace workspace, ImageStore images, Limits limits) {
    this.originals = new Originals(workspace);
    this.images = images;
    this.limits = limits;
  }

  /// What is at a path.
  Version at(String path, Keeping keeping) throws IOException {
    Optional<Seen> seen;
    try {
      seen = originals.look(path);
    } catch (AccessDeniedException forbidden) {
      return Version.unkept("", 0, "", Limits.UNREADABLE);
    }
    return seen.isEmpty() ? Version.NOTHING : of(path, seen.get(), keeping);
  }

  /// Whether what is at a path now is what was recorded.
  ///
  /// @param now what is there, read; of what was not kept only the look was recorded
  boolean isStill(String path, Version recorded, Version now) throws IOException {
    if (recorded.kind() != Version.Kind.UNKEPT) {
      return recorded.isSameAs(now);
    }
    return originals.look(path).filter(seen -> look(seen).equals(recorded.hash())).isPresent();
  }

  /// The permissions of what is at a path, empty when nothing is.
  String mode(String path) throws IOException {
    return originals.look(path).map(Seen::mode).orElse("");
  }

  /// What is at a path that was seen. What cannot be read is not kept, and what is gone by now is
  /// nothing: neither is a reason to refuse the call.
  Version of(String path, Seen seen, Keeping keeping) throws IOException {
    return switch (seen.type()) {
      case DIRECTORY -> Version.NOTHING;
      case LINK -> link(path);
      case OTHER -> unkept(seen, "it is a device, pipe or socket");
      case FILE -> file(path, seen, keeping);
    };
  }

  private Version link(String path) {
    try {
      return Version.link(originals.linkTarget(path));
    } catch (IOException gone) {
      return Version.NOTHING;
    }
  }

  private Version file(String path, Seen seen, Keeping keeping) throws IOException {
    if (seen.sizeBytes() > limits.fileBytesMax()) {
      return unkept(seen, Limits.TOO_LARGE);
    }
    byte[] content;
    try {
      content = originals.read(path, limits.fileBytesMax());
    } catch (NoSuchFileException gone) {
      return Version.NOTHING;
    } catch (ClosedByInterruptException stopped) {
      throw stopped;
    } catch (IOException unreadable) {
      return unkept(seen, Limits.UNREADABLE);
    }
    var hash =
        switch (keeping) {
          case LOOK_ONLY -> Sha256.hex(content);
          case KEEP -> images.keep(content, false);
          case KEEP_DURABLY -> images.keep(content, true);
        };
    return Version.file(hash, content.length, seen.mode());
  }

  static Version unkept(Seen seen, String why) {
    return Version.unkept(look(seen), seen.sizeBytes(), seen.mode(), why);
  }

  /// Tells a file from what it is after somebody wrote to it, without reading it.
  static String look(Seen seen) {
    return seen.sizeBytes() + " " + seen.modified().to(TimeUnit.NANOSECONDS) + " " + seen.fileKey();
  }

  /// What becomes of a content that is read.
  enum Keeping {
    LOOK_ONLY,
    /// Kept, but a power cut may lose it.
    KEEP,
    KEEP_DURABLY
  }
}
