package dev.loom.contracts.webhook;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Requests the webhooks that are due for delivery, longest overdue first.
///
/// @param now reference time
/// @param countMax maximum number of webhooks
public record FindDueWebhooks(Instant now, int countMax) {
  public FindDueWebhooks {
    Objects.requireNonNull(now, "now");
    Objects.checkIndex(countMax - 1, 1_000);
  }

  /// Reply with the webhooks.
  ///
  /// @param nextAt due time of the next webhook that is not due yet; empty if there is none
  public record Found(List<Webhook> webhooks, Optional<Instant> nextAt) {
    public Found {
      webhooks = List.copyOf(webhooks);
      Objects.requireNonNull(nextAt, "nextAt");
    }
  }
}
