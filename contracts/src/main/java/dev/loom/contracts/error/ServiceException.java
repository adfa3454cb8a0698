package dev.loom.contracts.error;

/// Carries a [ServiceError] to the caller. It has no stack trace, because it reports an expected
/// failure.
public final class ServiceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient ServiceError error;

  public ServiceException(ServiceError error) {
    super(error.detail(), null, false, false);
    this.error = error;
  }

  /// Returns the error.
  public ServiceError error() {
    return error;
  }
}
