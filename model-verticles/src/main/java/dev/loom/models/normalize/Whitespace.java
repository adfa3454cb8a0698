package dev.loom.models.normalize;

/// Skips whitespace in a text.
final class Whitespace {
  private Whitespace() {}

  /// Returns the position of the first non-whitespace character at or after `from`, or the end of
  /// the text.
  static int skip(String text, int from) {
    var at = from;
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at;
  }
}
