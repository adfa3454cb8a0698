package dev.loom.contracts.webhook;

import dev.loom.contracts.id.TaskId;
import java.time.Instant;
import java.util.Objects;

/// A report that is to be delivered.
///
/// @param webhookId the same at every attempt, so that a receiver can tell a repeat
/// @param taskId the finished task; its snapshot says what to report
/// @param url where to
/// @param attempts how often it was tried already
/// @param createdAt when the task ended
public record Webhook(
    String webhookId, TaskId taskId, String url, int attempts, Instant createdAt) {
  public Webhook {
    Objects.requireNonNull(webhookId, "webhookId");
    Objects.requireNonNull(taskId, "taskId");
    Objects.requireNonNull(url, "url");
    Objects.requireNonNull(createdAt, "createdAt");
  }
}
