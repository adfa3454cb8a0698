package dev.loom.memory;

import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.contracts.webhook.ClaimWebhooks;
import dev.loom.contracts.webhook.RecordWebhookAttempt;
import io.vertx.core.Future;
import java.util.Optional;

/// Stores the webhooks of finished tasks, each written with the last event of its task, until they
/// are delivered. Called as a [JournalStore].
interface WebhookStore {
  /// Claims due webhooks, so that no other sender gets them.
  Future<ClaimWebhooks.Claimed> claim(ClaimWebhooks request);

  /// Records an attempt and releases the claim.
  Future<RecordWebhookAttempt.Recorded> recordAttempt(RecordWebhookAttempt request);

  /// Returns the callback URL of a finished task; empty if it is not finished or has none.
  static Optional<String> callbackUrl(TaskSnapshot task) {
    return task.status().isFinished() ? task.spec().callbackUrl() : Optional.empty();
  }
}
