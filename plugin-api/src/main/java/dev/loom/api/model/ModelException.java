package dev.loom.api.model;

import java.time.Duration;
import java.util.Optional;

/// A model could not answer. The provider, which knows the fact, says whether to try again.
public final class ModelException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean retryable;
  private final boolean rateLimited;
  private final transient Duration retryAfter;

  private ModelException(
      String message,
      boolean retryable,
      boolean rateLimited,
      Duration retryAfter,
      Throwable cause) {
    super(message, cause);
    this.retryable = retryable;
    this.rateLimited = rateLimited;
    this.retryAfter = retryAfter;
  }

  /// A later try may succeed: a refused connection, a timeout, a server error, a broken stream.
  ///
  /// @param message what was tried, at which endpoint, what came back; never a key
  /// @param cause what lies beneath, or null
  public static ModelException retryable(String message, Throwable cause) {
    return new ModelException(message, true, false, null, cause);
  }

  /// The endpoint cannot answer now, and asks to be left alone for a while.
  public static ModelException retryableAfter(String message, Duration retryAfter) {
    return new ModelException(message, true, false, retryAfter, null);
  }

  /// The endpoint is well but asks to be asked less often, such as by HTTP 429, or 529. Nothing was
  /// answered and nothing failed: the engine slows down everything that uses the same account (see
  /// [ModelProvider#rateLimitKey]) and asks again.
  ///
  /// @param message what was asked, at which endpoint, what came back; never a key
  /// @param retryAfter how long it asked to wait, or null when it did not say
  public static ModelException rateLimited(String message, Duration retryAfter) {
    return new ModelException(message, true, true, retryAfter, null);
  }

  /// No later try will succeed: a wrong key, an unknown model, a request it cannot take.
  public static ModelException permanent(String message) {
    return new ModelException(message, false, false, null, null);
  }

  /// Whether a later try of the same question may succeed.
  public boolean isRetryable() {
    return retryable;
  }

  /// Whether the endpoint only asked to be asked less often.
  public boolean isRateLimited() {
    return rateLimited;
  }

  /// How long the endpoint asked to wait.
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
