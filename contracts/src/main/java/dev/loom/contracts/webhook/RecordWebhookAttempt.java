package dev.loom.contracts.webhook;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/// Says how an attempt at delivery went. Refused as not found when there is no such report.
///
/// @param delivered whether the receiver took it
/// @param nextAt when to try again; none when it was delivered or is given up
/// @param error why it was not delivered, without secrets; empty when it was
public record RecordWebhookAttempt(
    String webhookId, boolean delivered, Optional<Instant> nextAt, String error) {
  public RecordWebhookAttempt {
    Objects.requireNonNull(webhookId, "webhookId");
    Objects.requireNonNull(nextAt, "nextAt");
    Objects.requireNonNull(error, "error");
  }

  /// It is written down.
  public record Recorded(int attempts) {}
}
