package dev.loom.contracts.change;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.loom.api.tool.FileChange;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import java.util.List;
import java.util.Objects;

/// Requests to undo changes, newest first. Files whose earlier content was not stored stay as they
/// are; the others are undone all or none.
///
/// Fails as conflict, before any file is touched, if a file was edited since, if a later change
/// outside the scope touched the same file, if no change can be undone, or if there is nothing to
/// undo. Fails as not found if the scope names an unknown change. Repeating the request after a
/// crash completes it.
///
/// @param workspace absolute path of the task's workspace
/// @param scope changes to undo
public record UndoChanges(TaskId taskId, String workspace, Scope scope) {
  /// Selects changes of a task.
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = WholeTask.class, name = "task"),
    @JsonSubTypes.Type(value = OneSubtask.class, name = "subtask"),
    @JsonSubTypes.Type(value = OneChange.class, name = "change")
  })
  public sealed interface Scope {}

  /// All changes of the task.
  public record WholeTask() implements Scope {}

  /// All changes of one subtask.
  public record OneSubtask(SubtaskId subtaskId) implements Scope {
    public OneSubtask {
      Objects.requireNonNull(subtaskId, "subtaskId");
    }
  }

  /// A single change.
  ///
  /// @param changeId number of the change
  public record OneChange(long changeId) implements Scope {}

  /// Reply with the undone changes.
  ///
  /// @param restored effect on each file, by path: a file created by the task is deleted, a file
  ///   deleted by it is created
  /// @param changeIds numbers of the undone changes, newest first
  /// @param notUndone the files whose changes remain, each with the reason
  public record Undone(List<FileChange> restored, List<Long> changeIds, List<String> notUndone) {
    public Undone {
      restored = List.copyOf(restored);
      changeIds = List.copyOf(changeIds);
      notUndone = List.copyOf(notUndone);
    }
  }
}
