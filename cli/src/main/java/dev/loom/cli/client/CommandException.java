package dev.loom.cli.client;

/// Thrown when a command cannot be carried out; the message is meant for users.
public final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  /// @param exitCode exit code of the command
  public CommandException(String message, int exitCode) {
    super(message);
    this.exitCode = exitCode;
  }

  /// Returns the exit code of the command.
  public int exitCode() {
    return exitCode;
  }
}
