package dev.loom.api.tool;

import java.util.Objects;

/// Describes a file that a tool call created, modified or deleted.
///
/// @param path path relative to the workspace root
/// @param kind whether it was created, modified or deleted
public record FileChange(String path, Kind kind) {
  public FileChange {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(kind, "kind");
  }

  /// Kind of change.
  public enum Kind {
    CREATED,
    MODIFIED,
    DELETED
  }
}
