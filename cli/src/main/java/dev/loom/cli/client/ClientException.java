package dev.loom.cli.client;

/// Thrown when an engine is unreachable or responds with an error; the message is meant for users.
public final class ClientException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int NO_RESPONSE = 0;

  private final int status;

  private ClientException(String message, int status) {
    super(message);
    this.status = status;
  }

  /// Creates the exception for a server that is not reached or is no engine.
  static ClientException unreachable(String message) {
    return new ClientException(message, NO_RESPONSE);
  }

  /// Creates the exception for an error response.
  ///
  /// @param status HTTP status
  static ClientException rejected(String message, int status) {
    return new ClientException(message, status);
  }

  /// Returns whether there was no usable response at all.
  public boolean isUnreachable() {
    return status == NO_RESPONSE;
  }

  /// Returns whether the engine rejected a value of the request, such as an empty goal.
  public boolean isInvalidRequest() {
    return status == 400 || status == 413 || status == 422;
  }

  /// Returns whether the engine does not know what the request names.
  public boolean isNotFound() {
    return status == 404;
  }
}
