package dev.loom.cli.screen;

/// Edits one line of typed text. Escape sequences, such as those of arrow keys, are ignored. Not
/// safe for concurrent use.
final class LineInput {
  private static final int CHARS_MAX = 4096;
  private static final char ESCAPE = '\033';
  private static final char DELETE = '\177';
  private static final char ERASE_LINE = '\025';
  private static final char END_OF_INPUT = '\004';

  private final StringBuilder text = new StringBuilder();
  private boolean inEscape;
  private boolean inSequence;

  /// Handles a character.
  ///
  /// @return whether it completed the line
  boolean type(int character) {
    if (inEscape) {
      endEscape(character);
      return false;
    }
    switch (character) {
      case '\r', '\n' -> {
        return true;
      }
      case END_OF_INPUT -> {
        return text.isEmpty();
      }
      case '\b', DELETE -> deleteLast();
      case ERASE_LINE -> text.setLength(0);
      case ESCAPE -> inEscape = true;
      default -> {
        if (character >= ' ' && text.length() < CHARS_MAX) {
          text.append((char) character);
        }
      }
    }
    return false;
  }

  /// A sequence is `ESC [`, parameters, and a letter or `~`; other escapes have one character.
  private void endEscape(int character) {
    if (!inSequence && (character == '[' || character == 'O')) {
      inSequence = true;
    } else if (!inSequence || character >= '@') {
      inEscape = false;
      inSequence = false;
    }
  }

  private void deleteLast() {
    if (!text.isEmpty()) {
      text.setLength(text.offsetByCodePoints(text.length(), -1));
    }
  }

  /// Returns the text so far.
  String text() {
    return Screen.sanitizeLine(text.toString());
  }
}
