package dev.loom.api.tool;

import java.util.Objects;

/// One file that a tool call created, changed or deleted.
///
/// @param path relative to the workspace's root
/// @param kind what happened to it
public record FileChange(String path, Kind kind) {
  public FileChange {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(kind, "kind");
  }

  /// What happened to a file.
  public enum Kind {
    CREATED,
    MODIFIED,
    DELETED
  }
}
