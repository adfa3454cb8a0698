package dev.loom.contracts.webhook;

import dev.loom.contracts.id.EngineId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Claims webhooks that are due for delivery, longest overdue first. No other sender gets them
/// before the claim expires, their attempt is recorded, or the claiming engine is replaced.
///
/// @param owner engine that will deliver them
/// @param now reference time
/// @param until expiry of the claim
/// @param countMax maximum number of webhooks
/// @param hostCountMax maximum number of claims for one host at a time, those of other senders
///   included
public record ClaimWebhooks(
    EngineId owner, Instant now, Instant until, int countMax, int hostCountMax) {
  public ClaimWebhooks {
    Objects.checkIndex(countMax - 1, 1_000);
    Objects.checkIndex(hostCountMax - 1, 1_000);
  }

  /// Reply with the claimed webhooks.
  ///
  /// @param nextAt due time of the next webhook that is not due yet; empty if there is none
  public record Claimed(List<Webhook> webhooks, Optional<Instant> nextAt) {
    public Claimed {
      webhooks = List.copyOf(webhooks);
    }
  }
}
