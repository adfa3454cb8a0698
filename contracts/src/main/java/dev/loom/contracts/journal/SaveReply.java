package dev.loom.contracts.journal;

import dev.loom.contracts.RecordChecks;
import java.time.Instant;

/// Requests to save the reply to a request with an idempotency key. Replies older than a week and
/// all but the newest 10,000 are deleted.
///
/// @param key key chosen by the client
/// @param requestHash hash of the request
/// @param body body of the reply
/// @param at time of the reply
public record SaveReply(String key, String requestHash, String body, Instant at) {
  public SaveReply {
    RecordChecks.requireNonNull(SaveReply.class, key, requestHash, body, at);
  }

  /// Confirms that the reply is on disk.
  public record Saved() {}
}
