package dev.loom.tools.file;

/// Decides whether a place in a text lies inside a word or number, so that a match that begins or
/// ends there is a match of something else.
final class WordBoundary {
  private WordBoundary() {}

  /// Returns whether both characters may belong to one identifier or number. Scripts without upper
  /// and lower case, such as Chinese, are written without spaces between words.
  static boolean isWord(char character) {
    return character == '_'
        || Character.isDigit(character)
        || Character.isUpperCase(character)
        || Character.isLowerCase(character)
        || Character.getType(character) == Character.NON_SPACING_MARK;
  }

  /// Returns whether an offset lies inside a word, a hyphenated name such as `margin-top`, or a
  /// decimal number.
  static boolean isInside(CharSequence text, int offset) {
    if (offset <= 0 || offset >= text.length()) {
      return false;
    }
    var left = text.charAt(offset - 1);
    var right = text.charAt(offset);
    return Character.isSurrogatePair(left, right)
        || isWord(left) && isWord(right)
        || isJoined(left, right, offset + 1 < text.length() ? text.charAt(offset + 1) : ' ')
        || isJoined(right, left, offset > 1 ? text.charAt(offset - 2) : ' ');
  }

  private static boolean isJoined(char word, char joint, char otherWord) {
    return joint == '-' && Character.isLetter(word) && Character.isLetter(otherWord)
        || joint == '.' && Character.isDigit(word) && Character.isDigit(otherWord);
  }
}
