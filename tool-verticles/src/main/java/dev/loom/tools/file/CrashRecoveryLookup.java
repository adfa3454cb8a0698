package dev.loom.tools.file;

import dev.loom.api.tool.ToolContext;
import java.io.IOException;
import java.util.Optional;

/// Remembers what a file held before the first try of a call that is repeated after a crash.
@FunctionalInterface
public interface CrashRecoveryLookup {
  /// @param path the file, relative to the workspace
  /// @return empty when the first try did not change the file
  Optional<BeforeImage> find(ToolContext context, String path) throws IOException;

  /// What the file was.
  ///
  /// @param existed whether there was one
  /// @param content empty when there was none or it was not kept
  record BeforeImage(boolean existed, Optional<byte[]> content) {}
}
