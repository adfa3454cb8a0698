package dev.loom.processes;

/// A file that cannot or must not be read, and why.
final class UnreadableFileException extends Exception {
  private static final long serialVersionUID = 1L;

  UnreadableFileException(String reason) {
    super(reason, null, false, false);
  }
}
