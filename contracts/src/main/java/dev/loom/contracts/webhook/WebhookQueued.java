package dev.loom.contracts.webhook;

import dev.loom.contracts.id.TaskId;
import java.util.Objects;

/// The report of a task's end is on disk and waits for its delivery.
public record WebhookQueued(TaskId taskId) {
  public WebhookQueued {
    Objects.requireNonNull(taskId, "taskId");
  }
}
