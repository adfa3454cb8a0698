package dev.loom.tools.change;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Objects;

/// The state of a path at one moment. The component names are part of the log format.
///
/// @param hash SHA-256 of a stored content in hexadecimal; fingerprint of a content that is not
///   stored
/// @param sizeBytes size of a file, otherwise 0
/// @param mode permissions such as `rw-r--r--`, empty when unknown
/// @param note target of a link, or the reason why a content is not stored
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

  static FileVersion notStored(String fingerprint, long sizeBytes, String mode, String reason) {
    return new FileVersion(Kind.UNKEPT, fingerprint, sizeBytes, mode, reason);
  }

  FileVersion withMode(String newMode) {
    return new FileVersion(kind, hash, sizeBytes, newMode, note);
  }

  @JsonIgnore
  boolean exists() {
    return kind != Kind.NOTHING;
  }

  /// Returns whether both versions are equal; an unknown mode matches any.
  boolean isSameAs(FileVersion other) {
    return kind == other.kind
        && hash.equals(other.hash)
        && sizeBytes == other.sizeBytes
        && note.equals(other.note)
        && (mode.equals(other.mode) || mode.isEmpty() || other.mode.isEmpty());
  }

  /// The kind of a version. The names are part of the log format.
  enum Kind {
    /// No file: nothing at all, or a directory.
    NOTHING,
    FILE,
    LINK,
    /// A file whose content is not stored; created by [FileVersion#notStored].
    UNKEPT
  }
}
