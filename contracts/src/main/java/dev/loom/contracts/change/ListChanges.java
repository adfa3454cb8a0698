package dev.loom.contracts.change;

import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import java.util.List;
import java.util.Optional;

/// Requests the file changes of a task. A task without recorded changes has an empty list; an
/// unreadable change log fails as `FAILED`.
///
/// @param workspace absolute path of the task's workspace
/// @param subtaskId restricts the result to one subtask
/// @param withDiffs whether to include diffs, which takes longer
public record ListChanges(
    TaskId taskId, String workspace, Optional<SubtaskId> subtaskId, boolean withDiffs) {
  /// Changes of a task, oldest first; empty if none are recorded.
  public record Found(List<RecordedChange> changes) {
    public Found {
      changes = List.copyOf(changes);
    }
  }
}
