package dev.loom.bus.secret;

/// A text without its whitespace, and where its characters were.
final class CompactText {
  private final String text;
  private final char[] chars;
  private final int[] positions;
  private final int length;

  CompactText(String text) {
    this.text = text;
    this.chars = new char[text.length()];
    this.positions = new int[text.length()];
    var count = 0;
    for (var index = 0; index < text.length(); index++) {
      var next = text.charAt(index);
      if (!Character.isWhitespace(next)) {
        chars[count] = next;
        positions[count++] = index;
      }
    }
    this.length = count;
  }

  int length() {
    return length;
  }

  char at(int index) {
    return chars[index];
  }

  /// Returns the index of a character in the text with whitespace.
  int position(int index) {
    return positions[index];
  }

  /// Returns whether the first `count` characters of another text are at an index.
  boolean matches(int index, String other, int count) {
    if (index + count > length) {
      return false;
    }
    for (var offset = 0; offset < count; offset++) {
      if (chars[index + offset] != other.charAt(offset)) {
        return false;
      }
    }
    return true;
  }

  /// Returns whether another text is at an index with the same whitespace.
  boolean isWhole(int index, String other) {
    return text.startsWith(other, positions[index]);
  }
}
