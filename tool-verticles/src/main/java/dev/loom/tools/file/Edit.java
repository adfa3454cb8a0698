package dev.loom.tools.file;

/// One text replacement requested by a model.
///
/// @param label prefix of error messages, empty for a single edit
/// @param replaceAll whether all exact occurrences are replaced
record Edit(String label, String oldText, String newText, boolean replaceAll) {
  EditException failure(String reason) {
    return new EditException(label.isEmpty() ? reason : label + ": " + reason);
  }

  /// An edit that cannot be applied. Has no stack trace because it is an expected outcome.
  static final class EditException extends Exception {
    private static final long serialVersionUID = 1L;

    EditException(String message) {
      super(message, null, false, false);
    }
  }
}
