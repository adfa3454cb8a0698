package dev.loom.contracts.error;

import dev.loom.contracts.error.ServiceError.Code;
import java.util.Optional;

/// Carries a [ServiceError] to the caller. It has no stack trace, because it reports an expected
/// failure.
public final class ServiceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient ServiceError error;

  public ServiceException(ServiceError error) {
    super(error.detail(), null, false, false);
    this.error = error;
  }

  private ServiceException(Code code, String detail, boolean retryable) {
    this(new ServiceError(code, detail, retryable));
  }

  /// Creates the failure of an invalid request.
  public static ServiceException invalid(String detail) {
    return new ServiceException(Code.INVALID, detail, false);
  }

  /// Returns this failure with the field of the request that it is about.
  public ServiceException about(String field) {
    return new ServiceException(
        new ServiceError(error.code(), error.detail(), error.retryable(), Optional.of(field)));
  }

  /// Creates the failure of a request for an object that does not exist.
  public static ServiceException notFound(String detail) {
    return new ServiceException(Code.NOT_FOUND, detail, false);
  }

  /// Creates the failure of a request that conflicts with the current state.
  public static ServiceException conflict(String detail) {
    return new ServiceException(Code.CONFLICT, detail, false);
  }

  /// Creates a retryable failure by an exhausted capacity.
  public static ServiceException overloaded(String detail) {
    return new ServiceException(Code.OVERLOADED, detail, true);
  }

  /// Creates the failure of an external system.
  public static ServiceException failed(String detail, boolean retryable) {
    return new ServiceException(Code.FAILED, detail, retryable);
  }

  /// Creates the failure of a request for which every suitable model stayed unavailable. The same
  /// request can succeed later.
  public static ServiceException modelUnavailable(String detail) {
    return new ServiceException(Code.MODEL_UNAVAILABLE, detail, true);
  }

  /// Creates the failure of a cancelled operation.
  public static ServiceException cancelled() {
    return new ServiceException(Code.CANCELLED, "The operation was cancelled.", false);
  }

  /// Returns the error.
  public ServiceError error() {
    return error;
  }
}
