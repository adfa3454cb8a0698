package dev.loom.contracts.task;

import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import java.util.Objects;
import java.util.Optional;

/// Approves or rejects an action. The reply follows the commit. Fails as not found if there is no
/// such task or subtask, as conflict if the task is finished.
///
/// @param reason comment for the model
/// @param actionHash hash of the action shown to the user; if given and the subtask waits for
///   another action by now, the request fails as conflict
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
