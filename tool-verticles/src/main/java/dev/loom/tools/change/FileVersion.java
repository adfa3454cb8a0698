package dev.loom.tools.change;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Objects;

/// What was at a path at some moment.
///
/// @param hash of the content that is kept, in hexadecimal; of what is not kept, how it looked
/// @param sizeBytes of a file, else 0
/// @param mode permissions such as `rw-r--r--`, empty when they are not known
/// @param note where a link points to; why a content is not kept
record FileVersion(Kind kind, String hash, long sizeBytes, String mode, String note) {
  static final FileVersion NOTHING = new FileVersion(Kind.NOTHING, "", 0, "", "");

  FileVersion {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(hash, "hash");
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(note, "note");
  }

  static FileVersion file(String hash, long sizeBytes, String mode) {
    return new FileVersion(Kind.FILE, hash, sizeBytes, mode, "");
  }

  static FileVersion link(String target) {
    return new FileVersion(Kind.LINK, "", 0, "", target);
  }

  static FileVersion notStored(String fingerprint, long sizeBytes, String mode, String why) {
    return new FileVersion(Kind.UNKEPT, fingerprint, sizeBytes, mode, why);
  }

  FileVersion withMode(String known) {
    return new FileVersion(kind, hash, sizeBytes, known, note);
  }

  @JsonIgnore
  boolean exists() {
    return kind != Kind.NOTHING;
  }

  /// Whether both are the same to a reader of the workspace. A mode that is not known fits any.
  boolean isSameAs(FileVersion other) {
    return kind == other.kind
        && hash.equals(other.hash)
        && sizeBytes == other.sizeBytes
        && note.equals(other.note)
        && (mode.equals(other.mode) || mode.isEmpty() || other.mode.isEmpty());
  }

  /// What can be at a path.
  enum Kind {
    /// No file: nothing at all, or a directory.
    NOTHING,
    FILE,
    LINK,
    /// A file whose content is not kept.
    UNKEPT
  }
}
