package dev.loom.contracts.webhook;

import dev.loom.contracts.RecordChecks;
import dev.loom.contracts.id.TaskId;
import java.time.Instant;

/// Webhook to be delivered at the end of a task.
///
/// @param webhookId id, the same for every delivery attempt, so that receivers detect duplicates
/// @param taskId finished task; its snapshot contains the data to report
/// @param url URL of the receiver
/// @param attempts delivery attempts so far
/// @param createdAt time at which the task ended
public record Webhook(
    String webhookId, TaskId taskId, String url, int attempts, Instant createdAt) {
  public Webhook {
    RecordChecks.requireNonNull(Webhook.class, webhookId, taskId, url, createdAt);
  }
}
