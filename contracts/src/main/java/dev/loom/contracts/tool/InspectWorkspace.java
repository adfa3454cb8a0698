package dev.loom.contracts.tool;

/// Requests the real path and a listing of a directory. Fails as invalid if it is not a readable
/// directory: `Path does not exist: P`, `Path is not a directory: P`, `Path is not readable: P`.
///
/// @param path absolute path, or empty for the configured default
/// @param withListing whether to list the contents, which takes longer
public record InspectWorkspace(String path, boolean withListing) {
  /// Reply with the workspace.
  ///
  /// @param path real absolute path, links resolved
  /// @param listing tree of names to a small depth for the planner; empty unless requested
  public record WorkspaceInfo(String path, String listing) {}
}
