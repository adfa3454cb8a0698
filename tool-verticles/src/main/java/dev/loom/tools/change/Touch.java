package dev.loom.tools.change;

import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import java.time.Instant;

/// One path touched by one call.
///
/// @param newDirectories how many of the directories above it did not exist before
record Touch(
    SubtaskId subtaskId,
    StepId stepId,
    String tool,
    String path,
    Version before,
    Version after,
    int newDirectories,
    Instant at) {
  Touch to(Version present) {
    return new Touch(subtaskId, stepId, tool, path, before, present, newDirectories, at);
  }
}
