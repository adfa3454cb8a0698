package dev.loom.contracts.task;

import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import java.util.Objects;
import java.util.Optional;

/// A person's answer to what a subtask asks. Answered once it is recorded; refused as not found
/// when there is no such task or subtask, as a conflict when the task is finished.
///
/// @param reason what the person wants the model to know
/// @param actionHash the hash of the action that was shown to the person: when it is given and the
///   subtask asks about something else by now, the answer is refused as a conflict
public record ResolveApproval(
    TaskId taskId,
    SubtaskId subtaskId,
    boolean approved,
    String reason,
    Optional<String> actionHash) {
  public ResolveApproval {
    Objects.requireNonNull(taskId, "taskId");
    Objects.requireNonNull(subtaskId, "subtaskId");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(actionHash, "actionHash");
  }
}
