package dev.loom.contracts.change;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.loom.api.tool.FileChange;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import java.util.List;
import java.util.Objects;

/// Asks to take changes back, newest first, all of them or none.
///
/// Refused as a conflict, before anything is touched, when a file was edited since, when a later
/// change outside the scope touched the same file, when a change cannot be undone, or when there is
/// nothing to undo. Refused as not found when the scope names a change that is not recorded. Asking
/// again after a crash in the middle completes it.
///
/// @param workspace the absolute path of the task's workspace
/// @param scope how much of it
public record UndoChanges(TaskId taskId, String workspace, Scope scope) {
  public UndoChanges {
    Objects.requireNonNull(taskId, "taskId");
    Objects.requireNonNull(workspace, "workspace");
    Objects.requireNonNull(scope, "scope");
  }

  /// How much of a task's changes.
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = WholeTask.class, name = "task"),
    @JsonSubTypes.Type(value = OneSubtask.class, name = "subtask"),
    @JsonSubTypes.Type(value = OneChange.class, name = "change")
  })
  public sealed interface Scope {}

  /// All of them.
  public record WholeTask() implements Scope {}

  /// Those of one subtask.
  public record OneSubtask(SubtaskId subtaskId) implements Scope {
    public OneSubtask {
      Objects.requireNonNull(subtaskId, "subtaskId");
    }
  }

  /// A single one.
  ///
  /// @param changeId as listed
  public record OneChange(long changeId) implements Scope {}

  /// What was taken back.
  ///
  /// @param restored what undoing did to each file, by path: a file that the task had created is
  ///   deleted, one that it had deleted is created
  /// @param changeIds the changes that are undone now, newest first
  public record Undone(List<FileChange> restored, List<Long> changeIds) {
    public Undone {
      restored = List.copyOf(restored);
      changeIds = List.copyOf(changeIds);
    }
  }
}
