package dev.loom.engine;

/// An engine could not be started; the message says why and what to do, for a person.
public final class EngineException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  EngineException(String message, Throwable cause) {
    super(message, cause);
  }
}
