package dev.loom.tools.workspace;

import dev.loom.contracts.tool.ToolErrorCode;
import dev.loom.risk.PathRisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Refuses the files that a call must not reach whatever path leads to them: Loom's own directory,
/// and protected files unless a user approved the call. It judges resolved paths, because a link
/// can have any name.
///
/// @param home Loom's own directory, with links resolved
/// @param approved whether a user approved the call
public record PathGuard(Path home, boolean approved) {
  /// Guards the calls of an engine.
  ///
  /// @param home Loom's own directory
  public static PathGuard of(Path home, boolean approved) throws IOException {
    return new PathGuard(Files.exists(home) ? home.toRealPath() : home.toAbsolutePath(), approved);
  }

  /// @param path as the call names it, for the message
  /// @param realPath relative to the root, without links
  /// @throws PathException if the path is in Loom's own directory and the workspace is not
  void checkReadable(Path root, String path, String realPath) throws PathException {
    if (!root.startsWith(home) && root.resolve(FileNames.toPath(realPath)).startsWith(home)) {
      throw new PathException(
          ToolErrorCode.PERMISSION_DENIED, "Loom's own directory cannot be used: " + path);
    }
  }

  /// @throws PathException if the path is also protected and no user approved the call
  void checkWritable(Path root, String path, String realPath) throws PathException {
    checkReadable(root, path, realPath);
    if (!approved && PathRisk.assessChange(realPath).isPresent()) {
      throw new PathException(
          ToolErrorCode.PERMISSION_DENIED,
          "'%s' is the protected file '%s'. Call again with that path; a user is asked then."
              .formatted(path, realPath));
    }
  }
}
