package dev.loom.cli.client;

/// Thrown when an engine is unreachable or responds with an error; the message is meant for users.
public final class ClientException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean unreachable;

  /// @param unreachable whether there was no usable response at all
  ClientException(String message, boolean unreachable) {
    super(message);
    this.unreachable = unreachable;
  }

  /// Returns whether there was no usable response at all.
  public boolean isUnreachable() {
    return unreachable;
  }
}
