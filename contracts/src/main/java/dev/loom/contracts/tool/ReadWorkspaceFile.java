package dev.loom.contracts.tool;

import java.util.Objects;

/// Asks for the beginning of a file of a workspace, for verification. A path that leads outside is
/// answered like a missing file.
///
/// @param workspace its absolute path
/// @param path within it
/// @param bytesMax how much of it is wanted
public record ReadWorkspaceFile(String workspace, String path, int bytesMax) {
  public ReadWorkspaceFile {
    Objects.requireNonNull(workspace, "workspace");
    Objects.requireNonNull(path, "path");
  }

  /// What was found.
  ///
  /// @param exists whether it is a file that can be read
  /// @param sizeBytes its whole size
  /// @param text its beginning, as UTF-8 with replacement characters
  public record Content(String path, boolean exists, long sizeBytes, String text) {}
}
