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
    /// An external system (a model, a service, the disk) failed.
    FAILED,
    /// The operation was cancelled.
    CANCELLED,
    /// A bug in Loom.
    INTERNAL
  }

  /// Creates an error for an invalid request.
  public static ServiceError invalid(String detail) {
    return new ServiceError(Code.INVALID, detail, false);
  }

  /// Creates an error for an object that does not exist.
  public static ServiceError notFound(String detail) {
    return new ServiceError(Code.NOT_FOUND, detail, false);
  }

  /// Creates an error for a request that conflicts with the current state.
  public static ServiceError conflict(String detail) {
    return new ServiceError(Code.CONFLICT, detail, false);
  }

  /// Creates a retryable error for an exhausted capacity.
  public static ServiceError overloaded(String detail) {
    return new ServiceError(Code.OVERLOADED, detail, true);
  }

  /// Creates an error for a failure of an external system.
  public static ServiceError failed(String detail, boolean retryable) {
    return new ServiceError(Code.FAILED, detail, retryable);
  }

  /// Creates an error for a cancelled operation.
  public static ServiceError cancelled() {
    return new ServiceError(Code.CANCELLED, "The operation was cancelled.", false);
  }

  /// Converts this error to an exception.
  public ServiceException toException() {
    return new ServiceException(this);
  }
}
