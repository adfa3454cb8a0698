package dev.loom.tools.file;

/// One replacement a model asks for.
///
/// @param label in front of what is said about it, empty when it is the only one
record Edit(String label, String oldText, String newText) {
  EditException failure(String reason) {
    return new EditException(label.isEmpty() ? reason : label + ": " + reason);
  }

  /// An edit that does not fit the file. It reports a fact, so it has no stack trace.
  static final class EditException extends Exception {
    private static final long serialVersionUID = 1L;

    EditException(String message) {
      super(message, null, false, false);
    }
  }
}
