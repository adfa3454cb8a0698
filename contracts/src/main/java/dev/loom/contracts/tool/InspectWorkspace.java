package dev.loom.contracts.tool;

import java.util.Objects;

/// Asks what a directory is and looks like. Refused as invalid when it is no directory that can be
/// read: `Path does not exist: P`, `Path is not a directory: P`, `Path is not readable: P`.
///
/// @param path absolute, or empty for the configured default
/// @param withListing whether to look into it, which takes longer than looking at it
public record InspectWorkspace(String path, boolean withListing) {
  public InspectWorkspace {
    Objects.requireNonNull(path, "path");
  }

  /// Asks for everything.
  public InspectWorkspace(String path) {
    this(path, true);
  }

  /// What it looks like.
  ///
  /// @param path its real absolute path, links resolved
  /// @param listing a tree of names to a small depth, for a planner; empty unless asked for
  public record WorkspaceInfo(String path, String listing) {}
}
