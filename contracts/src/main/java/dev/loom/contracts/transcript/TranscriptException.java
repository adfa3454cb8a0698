package dev.loom.contracts.transcript;

/// A file is no transcript that can be used; the message says which, where and why.
public final class TranscriptException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TranscriptException(String message) {
    super(message, null, false, false);
  }
}
