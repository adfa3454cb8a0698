package dev.loom.contracts.task;

import java.util.Objects;

/// Makes handing in a task safe to repeat: the same key with the same request is the same task.
///
/// @param key the client's own, such as the value of an `Idempotency-Key` header
/// @param requestHash SHA-256 of the request, so that the same key with another request is noticed
public record IdempotencyKey(String key, String requestHash) {
  /// A longer key is refused.
  public static final int KEY_CHARS_MAX = 255;

  public IdempotencyKey {
    if (key.isBlank() || key.length() > KEY_CHARS_MAX) {
      throw new IllegalArgumentException("a key has 1 to " + KEY_CHARS_MAX + " characters");
    }
    Objects.requireNonNull(requestHash, "requestHash");
  }
}
