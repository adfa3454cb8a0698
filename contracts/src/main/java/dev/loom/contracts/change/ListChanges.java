package dev.loom.contracts.change;

import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import java.util.Objects;
import java.util.Optional;

/// Asks what a task changed. A task that nothing is recorded of has an empty list; a record that
/// cannot be read is refused as failed.
///
/// @param workspace the absolute path of the task's workspace
/// @param subtaskId only the changes of this one, when given
/// @param withDiffs whether to show what changed in each file, which takes longer
public record ListChanges(
    TaskId taskId, String workspace, Optional<SubtaskId> subtaskId, boolean withDiffs) {
  public ListChanges {
    Objects.requireNonNull(taskId, "taskId");
    Objects.requireNonNull(workspace, "workspace");
    Objects.requireNonNull(subtaskId, "subtaskId");
  }
}
