package dev.loom.tools.host;

/// Cuts long text in the middle, where it matters least, and says so.
final class OutputTruncator {
  private OutputTruncator() {}

  /// @param charsMax how many characters of the text are kept
  static String truncate(String text, int charsMax) {
    if (text.length() <= charsMax) {
      return text;
    }
    var head = charsMax / 2;
    if (Character.isHighSurrogate(text.charAt(head - 1))) {
      head--;
    }
    var tail = text.length() - (charsMax - charsMax / 2);
    if (Character.isLowSurrogate(text.charAt(tail))) {
      tail++;
    }
    return text.substring(0, head)
        + "\n... ["
        + (tail - head)
        + " characters left out] ...\n"
        + text.substring(tail);
  }
}
