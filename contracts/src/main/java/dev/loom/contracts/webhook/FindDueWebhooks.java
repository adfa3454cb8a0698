package dev.loom.contracts.webhook;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Asks for reports whose delivery is due, the longest due first.
///
/// @param now the time by which they are due
/// @param countMax the most wanted
public record FindDueWebhooks(Instant now, int countMax) {
  public FindDueWebhooks {
    Objects.requireNonNull(now, "now");
    Objects.checkIndex(countMax - 1, 1_000);
  }

  /// The answer.
  ///
  /// @param nextAt when the next one of those that are not due yet will be; none when there is none
  public record Found(List<Webhook> webhooks, Optional<Instant> nextAt) {
    public Found {
      webhooks = List.copyOf(webhooks);
      Objects.requireNonNull(nextAt, "nextAt");
    }
  }
}
