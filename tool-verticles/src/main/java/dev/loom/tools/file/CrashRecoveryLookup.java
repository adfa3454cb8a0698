package dev.loom.tools.file;

import dev.loom.api.tool.ToolContext;
import java.io.IOException;
import java.util.Optional;

/// Finds the state of a file before the first execution of a call that is repeated after a crash.
@FunctionalInterface
public interface CrashRecoveryLookup {
  /// @param path relative to the workspace
  /// @return empty when no change of the file by this call is recorded
  Optional<BeforeImage> find(ToolContext context, String path) throws IOException;

  /// The state of a file before a change.
  ///
  /// @param existed whether the file existed
  /// @param content empty when the file did not exist or its content was not stored
  record BeforeImage(boolean existed, Optional<byte[]> content) {}
}
