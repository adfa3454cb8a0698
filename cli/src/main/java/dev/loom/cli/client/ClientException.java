package dev.loom.cli.client;

/// What an engine refused, or that none answers, in words for a person.
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

  /// Whether no engine answered at all.
  public boolean isUnreachable() {
    return unreachable;
  }
}
