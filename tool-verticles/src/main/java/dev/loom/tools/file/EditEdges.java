package dev.loom.tools.file;

/// Checks the edges of a replacement for the slips of models that damage the lines around it.
final class EditEdges {
  private EditEdges() {}

  /// Returns whether the line before or behind the place would be joined with another, because only
  /// the old text begins or ends with a line end.
  static boolean joinsLines(String text, int start, int end, String oldText, String newText) {
    var first =
        start > 0
            && TextFormat.startsWithLineEnd(oldText)
            && !TextFormat.startsWithLineEnd(newText);
    var last =
        end < text.length()
            && TextFormat.endsWithLineEnd(oldText)
            && !TextFormat.endsWithLineEnd(newText);
    return newText.isEmpty() ? first && last : first || last;
  }

  /// Returns whether the texts are likely to be written without the indentation of the file, so
  /// that the new lines would be indented wrongly:
  /// - only one of the texts begins with indentation;
  /// - the old text is one line without its indentation, and the next new line has none, or is not
  ///   nested although the line before it ends with a colon.
  static boolean losesIndentation(String text, int start, String oldText, String newText) {
    var before = text.substring(lineStart(text, start), start);
    if (!before.isBlank()
        || newText.isBlank()
        || TextFormat.startsWithLineEnd(oldText)
        || TextFormat.startsWithLineEnd(newText)) {
      return false;
    }
    var oldIndentation = indentation(oldText);
    var newIndentation = indentation(newText);
    if (before.isEmpty()) {
      return !oldIndentation.isEmpty() && newIndentation.isEmpty();
    }
    if (oldIndentation.isEmpty() && !newIndentation.isEmpty()) {
      return true;
    }
    return oldText.strip().lines().count() == 1 && losesNext(before + oldIndentation, newText);
  }

  private static boolean losesNext(String full, String newText) {
    var next = newText.lines().skip(1).filter(line -> !line.isBlank()).findFirst();
    if (next.isEmpty()) {
      return false;
    }
    var indentation = indentation(next.get());
    var nested = indentation.startsWith(full) && indentation.length() > full.length();
    return indentation.isEmpty()
        || !nested && newText.lines().findFirst().orElse("").stripTrailing().endsWith(":");
  }

  private static int lineStart(String text, int offset) {
    var start = offset;
    while (start > 0 && !TextFormat.isLineEnd(text.charAt(start - 1))) {
      start--;
    }
    return start;
  }

  private static String indentation(String text) {
    var end = 0;
    while (end < text.length()
        && CompactText.isWhiteSpace(text.charAt(end))
        && !TextFormat.isLineEnd(text.charAt(end))) {
      end++;
    }
    return text.substring(0, end);
  }
}
