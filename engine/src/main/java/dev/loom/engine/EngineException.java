package dev.loom.engine;

/// Signals that an engine could not start. The message is written for users: the cause and the
/// remedy.
public final class EngineException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  EngineException(String message, Throwable cause) {
    super(message, cause);
  }
}
