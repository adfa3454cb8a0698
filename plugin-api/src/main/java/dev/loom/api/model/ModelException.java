package dev.loom.api.model;

import java.time.Duration;
import java.util.Optional;

/// Thrown when a model call fails. The provider decides whether a retry may succeed.
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

  /// Creates a failure that a retry may resolve: connection refused, timeout, server error, broken
  /// stream.
  ///
  /// @param message the attempted call, its endpoint and the result, without keys
  /// @param cause underlying exception, or null
  public static ModelException retryable(String message, Throwable cause) {
    return new ModelException(message, true, false, null, cause);
  }

  /// Creates a failure of an endpoint that is unavailable and names a time after which to retry.
  public static ModelException retryableAfter(String message, Duration retryAfter) {
    return new ModelException(message, true, false, retryAfter, null);
  }

  /// Creates a failure by rate limit, such as HTTP 429 or 529. It does not count as a failure of
  /// the endpoint: the engine slows down every provider with the same [ModelProvider#rateLimitKey]
  /// and retries.
  ///
  /// @param message the attempted call, its endpoint and the result, without keys
  /// @param retryAfter requested delay, or null if the endpoint did not name one
  public static ModelException rateLimited(String message, Duration retryAfter) {
    return new ModelException(message, true, true, retryAfter, null);
  }

  /// Creates a failure that no retry can resolve: invalid key, unknown model, unsupported request.
  public static ModelException permanent(String message) {
    return new ModelException(message, false, false, null, null);
  }

  /// Reports whether a retry of the same request may succeed.
  public boolean isRetryable() {
    return retryable;
  }

  /// Reports whether the failure is only a rate limit.
  public boolean isRateLimited() {
    return rateLimited;
  }

  /// Returns the delay requested by the endpoint.
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
