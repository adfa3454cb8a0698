package dev.loom.contracts.bus;

import java.util.Objects;

/// Why a question was not answered, told by whoever knows.
///
/// @param code a stable name for programs
/// @param detail one or two sentences for a person: what was tried, what was wrong, what to do
/// @param retryable whether asking the same again later can succeed
public record ServiceError(Code code, String detail, boolean retryable) {
  public ServiceError {
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(detail, "detail");
  }

  /// What kind of refusal it is.
  public enum Code {
    /// The question itself is wrong.
    INVALID,
    /// What it is about does not exist.
    NOT_FOUND,
    /// It does not fit the present state.
    CONFLICT,
    /// Too much is going on; later it may fit.
    OVERLOADED,
    /// Nobody answered in time, or nobody is there.
    UNAVAILABLE,
    /// The outside world (a model, a service, a disk) failed.
    FAILED,
    /// The work was told to stop.
    CANCELLED,
    /// A fault of ours.
    INTERNAL
  }

  /// The question is wrong: asking it again does not help.
  public static ServiceError invalid(String detail) {
    return new ServiceError(Code.INVALID, detail, false);
  }

  /// What was asked about does not exist.
  public static ServiceError notFound(String detail) {
    return new ServiceError(Code.NOT_FOUND, detail, false);
  }

  /// The present state does not allow it.
  public static ServiceError conflict(String detail) {
    return new ServiceError(Code.CONFLICT, detail, false);
  }

  /// There is no room for it now.
  public static ServiceError overloaded(String detail) {
    return new ServiceError(Code.OVERLOADED, detail, true);
  }

  /// The outside world failed.
  public static ServiceError failed(String detail, boolean retryable) {
    return new ServiceError(Code.FAILED, detail, retryable);
  }

  /// The work was told to stop.
  public static ServiceError cancelled() {
    return new ServiceError(Code.CANCELLED, "The work was told to stop.", false);
  }

  /// This refusal as something to throw.
  public ServiceException toException() {
    return new ServiceException(this);
  }
}
