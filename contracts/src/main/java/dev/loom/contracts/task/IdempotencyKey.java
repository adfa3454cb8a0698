package dev.loom.contracts.task;

import java.util.Objects;

/// Makes task submission idempotent: the same key with the same request returns the same task.
///
/// @param key key chosen by the client, such as the value of an `Idempotency-Key` header
/// @param requestHash SHA-256 of the request, to detect reuse of the key for another request
public record IdempotencyKey(String key, String requestHash) {
  /// Maximum length of a key.
  public static final int KEY_CHARS_MAX = 255;

  public IdempotencyKey {
    if (key.isBlank() || key.length() > KEY_CHARS_MAX) {
      throw new IllegalArgumentException("a key must have 1 to " + KEY_CHARS_MAX + " characters");
    }
    Objects.requireNonNull(requestHash, "requestHash");
  }
}
