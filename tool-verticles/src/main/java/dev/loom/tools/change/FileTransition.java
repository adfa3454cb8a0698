package dev.loom.tools.change;

import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import java.time.Instant;

/// The transition of one path from one version to another by one call. The component names are part
/// of the log format.
///
/// @param newDirectories number of parent directories that did not exist before
record FileTransition(
    SubtaskId subtaskId,
    StepId stepId,
    String tool,
    String path,
    FileVersion before,
    FileVersion after,
    int newDirectories,
    Instant at) {
  FileTransition withAfter(FileVersion version) {
    return new FileTransition(subtaskId, stepId, tool, path, before, version, newDirectories, at);
  }
}
