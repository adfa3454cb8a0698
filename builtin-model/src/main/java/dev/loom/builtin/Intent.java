package dev.loom.builtin;

/// A request for one action.
///
/// @param path the file or folder, relative to the workspace; `.` is the workspace itself
/// @param text the searched text, markers separated by spaces, the content of a file, a command, an
///   expression, or the clause that was not understood; else empty
/// @param type the requested type of files
/// @param wholeWord whether the searched text is a word of its own
record Intent(Action action, String path, String text, FileType type, boolean wholeWord) {
  static Intent of(Action action, String path, String text) {
    return new Intent(action, path, text, FileType.ANY, false);
  }

  static Intent unknown(String clause) {
    return of(Action.UNKNOWN, ".", clause);
  }

  Intent withPath(String other) {
    return new Intent(action, other, text, type, wholeWord);
  }

  /// Returns the folder in words, such as ` in src`; empty for the workspace.
  String inFolder() {
    return path.equals(".") ? "" : " in " + path;
  }
}
