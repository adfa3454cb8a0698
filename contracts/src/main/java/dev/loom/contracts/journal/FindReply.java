package dev.loom.contracts.journal;

import java.util.Optional;

/// Requests the reply to an earlier request with the same idempotency key.
///
/// @param key key chosen by the client
public record FindReply(String key) {
  /// Reply with what was saved.
  ///
  /// @param reply empty if the key is new or its reply was deleted
  public record Found(Optional<SaveReply> reply) {}
}
