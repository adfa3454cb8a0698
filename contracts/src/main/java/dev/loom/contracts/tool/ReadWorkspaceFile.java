package dev.loom.contracts.tool;

/// Requests the beginning of a workspace file for verification. A path outside the workspace is
/// reported as missing.
///
/// @param workspace absolute path of the workspace
/// @param path path relative to the workspace
/// @param bytesMax maximum number of bytes to read
public record ReadWorkspaceFile(String workspace, String path, int bytesMax) {
  /// Reply with the content.
  ///
  /// @param exists whether the path is a readable file
  /// @param sizeBytes size of the complete file
  /// @param text beginning of the file as UTF-8, malformed input replaced
  public record Content(String path, boolean exists, long sizeBytes, String text) {}
}
