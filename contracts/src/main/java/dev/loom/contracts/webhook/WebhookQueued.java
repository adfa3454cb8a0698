package dev.loom.contracts.webhook;

import dev.loom.contracts.id.TaskId;
import java.util.Objects;

/// Announces that the webhook of a finished task is stored and due.
public record WebhookQueued(TaskId taskId) {
  public WebhookQueued {
    Objects.requireNonNull(taskId, "taskId");
  }
}
