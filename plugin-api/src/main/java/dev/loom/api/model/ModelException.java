package dev.loom.api.model;

import java.time.Duration;
import java.util.Optional;

/// Thrown when a model call fails. The provider decides whether a retry may succeed.
public final class ModelException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final transient Duration retryAfter;
  private final transient TokenUsage usage;

  private enum Kind {
    PERMANENT,
    RETRYABLE,
    UNAVAILABLE,
    RATE_LIMITED
  }

  private ModelException(String message, Kind kind, Duration retryAfter, Throwable cause) {
    this(message, kind, retryAfter, cause, TokenUsage.NONE);
  }

  private ModelException(
      String message, Kind kind, Duration retryAfter, Throwable cause, TokenUsage usage) {
    super(message, cause);
    this.kind = kind;
    this.retryAfter = retryAfter;
    this.usage = usage;
  }

  /// Returns a copy with the tokens that the failed call used, as far as the endpoint reported
  /// them. They are billed although the call failed.
  public ModelException withUsage(TokenUsage used) {
    return new ModelException(getMessage(), kind, retryAfter, getCause(), used);
  }

  /// Returns the tokens that the failed call used; none if the endpoint reported none.
  public TokenUsage usage() {
    return usage == null ? TokenUsage.NONE : usage;
  }

  /// Creates a failure that a retry may resolve: a broken stream, a malformed or incomplete
  /// response.
  ///
  /// @param message the attempted call, its endpoint and the result, without keys
  /// @param cause underlying exception, or null
  public static ModelException retryable(String message, Throwable cause) {
    return new ModelException(message, Kind.RETRYABLE, null, cause);
  }

  /// Creates a failure of an endpoint that is away: connection refused, server error, overload. It
  /// says nothing about the request, so the engine waits for the endpoint and asks again.
  ///
  /// @param message the attempted call, its endpoint and the result, without keys
  /// @param cause underlying exception, or null
  public static ModelException unavailable(String message, Throwable cause) {
    return new ModelException(message, Kind.UNAVAILABLE, null, cause);
  }

  /// Creates a failure of an endpoint that is unavailable and names a time after which to retry.
  public static ModelException retryableAfter(String message, Duration retryAfter) {
    return new ModelException(message, Kind.UNAVAILABLE, retryAfter, null);
  }

  /// Creates a failure by rate limit, such as HTTP 429 or 529. It does not count as a failure of
  /// the endpoint: the engine slows down every provider with the same [ModelProvider#rateLimitKey]
  /// and retries.
  ///
  /// @param message the attempted call, its endpoint and the result, without keys
  /// @param retryAfter requested delay, or null if the endpoint did not name one
  public static ModelException rateLimited(String message, Duration retryAfter) {
    return new ModelException(message, Kind.RATE_LIMITED, retryAfter, null);
  }

  /// Creates a failure that no retry can resolve: invalid key, unknown model, unsupported request.
  public static ModelException permanent(String message) {
    return new ModelException(message, Kind.PERMANENT, null, null);
  }

  /// Reports whether a retry of the same request may succeed.
  public boolean isRetryable() {
    return kind != Kind.PERMANENT;
  }

  /// Reports whether the endpoint could not take the call, whatever its content: it is unavailable
  /// or limits the rate.
  public boolean isUnavailable() {
    return kind == Kind.UNAVAILABLE || kind == Kind.RATE_LIMITED;
  }

  /// Reports whether the failure is only a rate limit.
  public boolean isRateLimited() {
    return kind == Kind.RATE_LIMITED;
  }

  /// Returns the delay requested by the endpoint.
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
