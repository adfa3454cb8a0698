package dev.loom.cli.client;

/// Thrown when an engine is unreachable or responds with an error; the message is meant for users.
public final class ClientException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean unreachable;

  private ClientException(String message, boolean unreachable) {
    super(message);
    this.unreachable = unreachable;
  }

  static ClientException errorResponse(String detail) {
    return new ClientException(detail, false);
  }

  static ClientException unreachable(String detail) {
    return new ClientException(detail, true);
  }

  /// Returns whether there was no usable response at all.
  public boolean isUnreachable() {
    return unreachable;
  }
}
