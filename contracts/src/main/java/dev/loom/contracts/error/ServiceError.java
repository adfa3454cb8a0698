package dev.loom.contracts.error;

import dev.loom.contracts.RecordChecks;

/// Describes why a request failed.
///
/// @param code machine-readable code
/// @param detail one or two sentences for users: what was attempted, what failed, what to do
/// @param retryable whether the same request can succeed later
public record ServiceError(Code code, String detail, boolean retryable) {
  public ServiceError {
    RecordChecks.requireNonNull(ServiceError.class, code, detail);
  }

  /// Category of the failure.
  public enum Code {
    /// The request is invalid.
    INVALID,
    /// The requested object does not exist.
    NOT_FOUND,
    /// The current state does not allow the request.
    CONFLICT,
    /// A queue or limit is full.
    OVERLOADED,
    /// No handler is registered, or it did not reply in time.
    UNAVAILABLE,
    /// Every suitable model stayed unavailable for longer than the configured patience.
    MODEL_UNAVAILABLE,
    /// An external system (a model, a service, the disk) failed.
    FAILED,
    /// The operation was cancelled.
    CANCELLED,
    /// A bug in Loom.
    INTERNAL
  }
}
