package dev.loom.tools.file;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Arrays;

/// A text reduced to its characters without white space, each with its place. Canonically equal
/// characters have one form (NFC), as macOS and models write accents in different ways.
final class CompactText {
  private final String text;
  private final String characters;
  private int[] starts;
  private int[] ends;

  CompactText(String text) {
    this.text = text;
    this.starts = new int[text.length()];
    this.ends = new int[text.length()];
    var compact = new StringBuilder(text.length());
    for (var start = 0; start < text.length(); ) {
      var end = start + 1;
      while (end < text.length() && isCombining(text.charAt(end))) {
        end++;
      }
      if (end > start + 1 || !isWhiteSpace(text.charAt(start))) {
        append(compact, start, end);
      }
      start = end;
    }
    this.characters = compact.toString();
  }

  private void append(StringBuilder compact, int start, int end) {
    var from = compact.length();
    if (end == start + 1) {
      compact.append(text.charAt(start));
    } else {
      compact.append(Normalizer.normalize(text.substring(start, end), Form.NFC));
    }
    if (compact.length() > starts.length) {
      starts = Arrays.copyOf(starts, compact.length() * 2);
      ends = Arrays.copyOf(ends, compact.length() * 2);
    }
    Arrays.fill(starts, from, compact.length(), end);
    Arrays.fill(ends, from, compact.length(), end);
    starts[from] = start;
  }

  /// Returns whether a character continues the one before it: a combining mark, or the vowel or end
  /// of a decomposed Hangul syllable.
  private static boolean isCombining(char character) {
    return character >= '\u0300'
        && (character >= '\u1160' && character <= '\u11ff'
            || switch (Character.getType(character)) {
              case Character.NON_SPACING_MARK,
                  Character.ENCLOSING_MARK,
                  Character.COMBINING_SPACING_MARK ->
                  true;
              default -> false;
            });
  }

  static boolean isWhiteSpace(char character) {
    return Character.isWhitespace(character)
        || Character.isSpaceChar(character)
        || character == '\u0085';
  }

  /// All characters without the white space.
  String characters() {
    return characters;
  }

  int length() {
    return characters.length();
  }

  boolean isEmpty() {
    return characters.isEmpty();
  }

  char charAt(int index) {
    return characters.charAt(index);
  }

  /// Offset of a character in the whole text.
  int start(int index) {
    return starts[index];
  }

  /// Offset behind a character in the whole text.
  int end(int index) {
    return ends[index];
  }

  /// The part of the whole text from one character to before another.
  String slice(int from, int to) {
    return text.substring(starts[from], ends[to - 1]);
  }

  /// The white space before a character, or at the end of the text.
  String gap(int index) {
    return text.substring(
        index == 0 ? 0 : ends[index - 1], index == length() ? text.length() : starts[index]);
  }
}
