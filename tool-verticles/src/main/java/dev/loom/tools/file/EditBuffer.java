package dev.loom.tools.file;

import dev.loom.tools.file.Edit.EditException;

/// Holds the text of a file while edits are applied. Existing line ends are kept; new lines get the
/// line end that prevails in the file.
final class EditBuffer {
  private static final String WINDOWS_END = "\r\n";

  private final String path;
  private final String lineEnd;
  private String text;
  private boolean fuzzy;
  private int linesRemoved;
  private int linesAdded;

  EditBuffer(String path, String text) {
    this.path = path;
    this.text = text;
    this.lineEnd = isMostlyWindows(text) ? WINDOWS_END : "\n";
  }

  private static boolean isMostlyWindows(String text) {
    var windows = 0;
    var all = 0;
    for (var at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
      all++;
      if (at > 0 && text.charAt(at - 1) == '\r') {
        windows++;
      }
    }
    return windows * 2 > all;
  }

  /// Applies one edit to the current text.
  ///
  /// @throws EditException if the old text does not match exactly one place
  void apply(Edit edit) throws EditException, InterruptedException {
    if (edit.oldText().isEmpty()) {
      throw edit.failure("old_str cannot be empty.");
    }
    var found = exact(edit.oldText());
    if (found.count() == 0 && edit.oldText().contains("\n")) {
      found = exact(withEnds(edit.oldText()));
    }
    if (found.count() > 1) {
      throw edit.failure(
          "old_str appears %d times in %s. Provide more surrounding context to make it unique."
              .formatted(found.count(), path));
    }
    if (found.count() == 1) {
      replace(found.start(), found.start() + found.length(), edit);
    } else {
      applyFuzzily(edit);
    }
  }

  private Found exact(String oldText) {
    var first = text.indexOf(oldText);
    var count = 0;
    for (var at = first; at >= 0; at = text.indexOf(oldText, at + oldText.length())) {
      count++;
    }
    return new Found(first, oldText.length(), count);
  }

  private void applyFuzzily(Edit edit) throws EditException, InterruptedException {
    var match = FuzzyMatch.find(text, edit.oldText());
    if (!match.isGood()) {
      throw edit.failure("old_str not found in " + path + "." + match.closest(text));
    }
    if (match.isAmbiguous()) {
      throw edit.failure(
          ("old_str matches %s only approximately, at line %d and at line %d. Provide"
                  + " more surrounding context to make it unique.")
              .formatted(path, match.runnerUpLine() + 1, match.line() + 1));
    }
    fuzzy = true;
    var lines = LineIndex.of(text);
    var last = match.line() + match.lineCount() - 1;
    var end = edit.oldText().endsWith("\n") ? lines.nextStart(last) : lines.end(last);
    replace(lines.start(match.line()), end, edit);
  }

  private void replace(int start, int end, Edit edit) {
    var replacement = withEnds(edit.newText());
    linesRemoved += lineCount(text.substring(start, end));
    linesAdded += lineCount(replacement);
    text = text.substring(0, start) + replacement + text.substring(end);
  }

  private String withEnds(String fragment) {
    var plain = fragment.replace(WINDOWS_END, "\n");
    return lineEnd.equals("\n") && !fragment.contains(WINDOWS_END)
        ? fragment
        : plain.replace("\n", lineEnd);
  }

  private static int lineCount(String fragment) {
    return LineIndex.of(fragment).count();
  }

  String text() {
    return text;
  }

  /// Whether an edit was applied to a similar instead of an identical place.
  boolean isFuzzy() {
    return fuzzy;
  }

  int linesRemoved() {
    return linesRemoved;
  }

  int linesAdded() {
    return linesAdded;
  }

  private record Found(int start, int length, int count) {}
}
