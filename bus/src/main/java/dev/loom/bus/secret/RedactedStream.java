package dev.loom.bus.secret;

/// Redacts a text that arrives in pieces: what may be the beginning of a secret is held until more
/// has arrived. Not thread-safe.
public final class RedactedStream {
  private final Secrets secrets;
  private String held = "";

  RedactedStream(Secrets secrets) {
    this.secrets = secrets;
  }

  /// Adds a piece and returns what can be shown by now, possibly nothing.
  public String next(String piece) {
    held += piece;
    return take(secrets.completeLength(held));
  }

  /// Returns the rest at the end of the text.
  public String end() {
    return take(held.length());
  }

  private String take(int length) {
    var shown = secrets.redact(held.substring(0, length));
    held = held.substring(length);
    return shown;
  }
}
