package dev.loom.processes;

/// A file that cannot or must not be read, and why.
final class UnreadableException extends Exception {
  private static final long serialVersionUID = 1L;

  UnreadableException(String reason) {
    super(reason, null, false, false);
  }
}
