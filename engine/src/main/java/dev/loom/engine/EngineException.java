package dev.loom.engine;

import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.error.ServiceException;

/// Signals that an engine could not start. The message is written for users: the cause and the
/// remedy.
public final class EngineException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  EngineException(String message, Throwable cause) {
    super(message, cause);
  }

  /// Returns whether a configured value is invalid, as opposed to a port or home in use.
  public boolean isOfConfiguration() {
    return getCause() instanceof IllegalArgumentException
        || getCause() instanceof ServiceException failure
            && failure.error().code() == ServiceError.Code.INVALID;
  }
}
