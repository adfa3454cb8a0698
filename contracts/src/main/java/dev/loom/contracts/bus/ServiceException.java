package dev.loom.contracts.bus;

/// A [ServiceError] on its way to the asker. It has no stack trace: it reports a fact, not a fault.
public final class ServiceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient ServiceError error;

  public ServiceException(ServiceError error) {
    super(error.detail(), null, false, false);
    this.error = error;
  }

  /// What was refused and why.
  public ServiceError error() {
    return error;
  }
}
