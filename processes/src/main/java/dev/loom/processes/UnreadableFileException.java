package dev.loom.processes;

/// Thrown if a definition file cannot or must not be read. It has no stack trace.
final class UnreadableFileException extends Exception {
  private static final long serialVersionUID = 1L;

  UnreadableFileException(String reason) {
    super(reason, null, false, false);
  }
}
