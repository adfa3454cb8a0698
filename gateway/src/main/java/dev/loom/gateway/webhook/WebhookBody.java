package dev.loom.gateway.webhook;

import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.SubtaskStatus;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.contracts.task.TaskStatus;

/// Represents the JSON body of a webhook.
record WebhookBody(
    TaskId taskId,
    TaskStatus status,
    String goal,
    int subtasksCompleted,
    int subtasksFailed,
    Changes workspaceChanges) {
  /// Counts the changed files of a task.
  record Changes(int filesCreated, int filesModified, int filesDeleted) {}

  static WebhookBody from(TaskSnapshot task) {
    var changes = task.result().workspaceChanges();
    return new WebhookBody(
        task.taskId(),
        task.status(),
        task.spec().goal(),
        task.count(SubtaskStatus.COMPLETED),
        task.count(SubtaskStatus.FAILED),
        new Changes(changes.filesCreated(), changes.filesModified(), changes.filesDeleted()));
  }
}
