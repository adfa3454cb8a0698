package dev.loom.tools.file;

import dev.loom.tools.file.Edit.EditException;
import java.util.regex.Pattern;

/// Holds the text of a file while edits are applied. Keeps existing line endings; inserted lines
/// get the line ending that most lines of the file have.
final class EditBuffer {
  private static final String CRLF = "\r\n";

  private final String path;
  private final String lineEnding;
  private String text;
  private boolean fuzzy;
  private int linesRemoved;
  private int linesAdded;

  EditBuffer(String path, String text) {
    this.path = path;
    this.text = text;
    this.lineEnding = count(text, CRLF) * 2 > count(text, "\n") ? CRLF : "\n";
  }

  private static int count(String text, String fragment) {
    return text.split(Pattern.quote(fragment), -1).length - 1;
  }

  /// Applies one edit to the current text.
  ///
  /// @throws EditException if the old text does not match exactly one place
  void apply(Edit edit) throws EditException, InterruptedException {
    if (edit.oldText().isEmpty()) {
      throw edit.failure("old_str cannot be empty.");
    }
    var oldText =
        text.contains(edit.oldText()) ? edit.oldText() : withFileLineEndings(edit.oldText());
    var count = count(text, oldText);
    if (count > 1) {
      throw edit.failure(
          "old_str appears %d times in %s. Provide more surrounding context to make it unique."
              .formatted(count, path));
    }
    if (count == 1) {
      var start = text.indexOf(oldText);
      replace(start, start + oldText.length(), edit);
    } else {
      applyFuzzily(edit);
    }
  }

  private void applyFuzzily(Edit edit) throws EditException, InterruptedException {
    var match = FuzzyMatch.find(text, edit.oldText());
    if (!match.isFound()) {
      throw edit.failure(
          "old_str not found in " + path + "." + FuzzyMatch.hint(text, edit.oldText()));
    }
    if (match.isAmbiguous()) {
      throw edit.failure(
          ("old_str matches %s only approximately, at line %d and at line %d. Provide"
                  + " more surrounding context to make it unique.")
              .formatted(path, match.line() + 1, match.lastLine() + 1));
    }
    fuzzy = true;
    var lines = LineOffsets.of(text);
    var last = match.line() + match.lineCount() - 1;
    var end = edit.oldText().endsWith("\n") ? lines.nextStart(last) : lines.end(last);
    replace(lines.start(match.line()), end, edit);
  }

  private void replace(int start, int end, Edit edit) {
    var replacement = withFileLineEndings(edit.newText());
    linesRemoved += LineOffsets.of(text.substring(start, end)).count();
    linesAdded += LineOffsets.of(replacement).count();
    text = text.substring(0, start) + replacement + text.substring(end);
  }

  private String withFileLineEndings(String fragment) {
    var lfOnly = fragment.replace(CRLF, "\n");
    return lineEnding.equals("\n") && !fragment.contains(CRLF)
        ? fragment
        : lfOnly.replace("\n", lineEnding);
  }

  String text() {
    return text;
  }

  /// Returns whether the white space of an edit differed.
  boolean isFuzzy() {
    return fuzzy;
  }

  int linesRemoved() {
    return linesRemoved;
  }

  int linesAdded() {
    return linesAdded;
  }
}
