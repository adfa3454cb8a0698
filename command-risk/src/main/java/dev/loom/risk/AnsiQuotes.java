package dev.loom.risk;

import java.util.Map;

/// Decodes `$'…'` strings, which may contain escapes such as `\x72`.
final class AnsiQuotes {
  private static final int HEXADECIMAL = 16;
  private static final int OCTAL = 8;
  private static final Map<Character, Character> NAMED_ESCAPES =
      Map.of('n', '\n', 't', '\t', 'r', '\r', 'a', '\u0007', 'b', '\b', 'f', '\f', 'v', '\u000b');

  private AnsiQuotes() {}

  /// @param source positioned after the opening quote; afterwards it is after the closing one
  static String read(ShellInput source) {
    var text = new StringBuilder();
    while (source.hasMore()) {
      char c = source.next();
      if (c == '\'') {
        return text.toString();
      }
      if (c == '\\' && source.hasMore()) {
        readEscape(source, text);
      } else {
        text.append(c);
      }
    }
    source.markUnparsable();
    return text.toString();
  }

  private static void readEscape(ShellInput source, StringBuilder text) {
    char c = source.next();
    switch (c) {
      case 'x' -> readNumber(source, text, 0, 2, HEXADECIMAL);
      case 'u' -> readNumber(source, text, 0, 4, HEXADECIMAL);
      case 'U' -> readNumber(source, text, 0, 8, HEXADECIMAL);
      case '0', '1', '2', '3', '4', '5', '6', '7' -> readNumber(source, text, c - '0', 2, OCTAL);
      case 'c' -> source.markUnparsable();
      case '\'' -> {
        // It ends the string in dash.
        source.markUnparsable();
        text.append(c);
      }
      case 'e', 'E' -> text.append('\u001b');
      default -> text.append(NAMED_ESCAPES.getOrDefault(c, c));
    }
  }

  private static void readNumber(
      ShellInput source, StringBuilder text, int start, int digits, int base) {
    int number = start;
    for (int i = 0; i < digits && Character.digit(source.peek(), base) >= 0; i++) {
      number = number * base + Character.digit(source.next(), base);
    }
    if (Character.isValidCodePoint(number)) {
      text.appendCodePoint(number);
    } else {
      source.markUnparsable();
    }
  }
}
