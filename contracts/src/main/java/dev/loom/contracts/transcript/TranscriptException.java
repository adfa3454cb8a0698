package dev.loom.contracts.transcript;

/// Thrown when a transcript file cannot be used. The message names the file, the position and the
/// reason.
public final class TranscriptException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TranscriptException(String message) {
    super(message, null, false, false);
  }
}
