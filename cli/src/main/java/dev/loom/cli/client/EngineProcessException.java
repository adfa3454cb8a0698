package dev.loom.cli.client;

/// Thrown when an engine cannot be started or ended; the message is meant for users.
public final class EngineProcessException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  /// @param exitCode exit code of the engine's process, which says what failed
  public EngineProcessException(String message, int exitCode) {
    super(message);
    this.exitCode = exitCode;
  }

  /// Returns the exit code for the command that needed the engine.
  public int exitCode() {
    return exitCode;
  }
}
