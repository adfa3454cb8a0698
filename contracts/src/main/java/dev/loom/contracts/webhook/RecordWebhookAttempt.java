package dev.loom.contracts.webhook;

import java.time.Instant;
import java.util.Optional;

/// Records a delivery attempt. Fails as not found if there is no such webhook.
///
/// @param delivered whether the receiver accepted it
/// @param nextAt time of the next delivery attempt; empty if it was delivered or is abandoned
/// @param error reason of the failure, without secrets; empty if it was delivered
public record RecordWebhookAttempt(
    String webhookId, boolean delivered, Optional<Instant> nextAt, String error) {
  /// Reply with the number of delivery attempts so far.
  public record Recorded(int attempts) {}
}
