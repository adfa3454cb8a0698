package dev.loom.risk;

/// Reads a command line from left to right and records whether all of it can be parsed.
final class ShellInput {
  private static final char NUL = '\0';

  private final String line;
  private int position;
  private boolean isParsable = true;

  ShellInput(String line) {
    this.line = line;
  }

  boolean hasMore() {
    return position < line.length();
  }

  /// @return the next character, or NUL at the end
  char next() {
    return hasMore() ? line.charAt(position++) : NUL;
  }

  char peek() {
    return hasMore() ? line.charAt(position) : NUL;
  }

  /// Skips a character if it follows.
  boolean skip(char c) {
    boolean follows = hasMore() && line.charAt(position) == c;
    position += follows ? 1 : 0;
    return follows;
  }

  int position() {
    return position;
  }

  boolean isParsable() {
    return isParsable;
  }

  /// Records that the line contains syntax that this parser does not support.
  void markUnparsable() {
    isParsable = false;
  }

  void skipAll() {
    position = line.length();
  }

  /// Skips the rest of the line, up to its newline.
  void skipLine() {
    int end = line.indexOf('\n', position);
    position = end < 0 ? line.length() : end;
  }

  /// Reads the text before a character and skips the character. A line without that character is
  /// unparsable.
  String readUntil(char end) {
    int found = line.indexOf(end, position);
    isParsable &= found >= 0;
    var text = line.substring(position, found < 0 ? line.length() : found);
    position = found < 0 ? line.length() : found + 1;
    return text;
  }

  /// Reads the text before a backquote, without the backslashes that shells remove there.
  String readBackquoted() {
    var text = new StringBuilder();
    while (hasMore() && peek() != '`') {
      char c = next();
      text.append(c == '\\' && hasMore() && "`$\\".indexOf(peek()) >= 0 ? next() : c);
    }
    isParsable &= skip('`');
    return text.toString();
  }

  /// @return whether the rest of the line, with the separator that was just read, has commands that
  ///   run whatever came before
  boolean hasFurtherLists() {
    int from = Math.max(0, position - 2);
    return line.indexOf(';', from) >= 0
        || line.indexOf('\n', from) >= 0
        || line.indexOf("||", from) >= 0;
  }

  /// @return the rest of the line; its newline is skipped
  String readLine() {
    int start = position;
    skipLine();
    var text = line.substring(start, position);
    skip('\n');
    return text;
  }

  String readName() {
    int start = position;
    while (Character.isLetterOrDigit(peek()) || peek() == '_') {
      position++;
    }
    return line.substring(start, position);
  }

  /// Skips the descriptor after `&`, as in `2>&1`.
  boolean skipDescriptor() {
    int start = position;
    while (Character.isDigit(peek()) || peek() == '-') {
      position++;
    }
    return position > start;
  }

  /// Skips the `)` of a function header `name()`, if it follows.
  boolean skipEmptyGroup() {
    int close = position;
    while (close < line.length() && (line.charAt(close) == ' ' || line.charAt(close) == '\t')) {
      close++;
    }
    boolean empty = close < line.length() && line.charAt(close) == ')';
    position = empty ? close + 1 : position;
    return empty;
  }

  /// @return the index of the `))` that ends the arithmetic expression after the next parenthesis,
  ///   or -1 when there is none
  int arithmeticEnd() {
    int open = 0;
    for (int i = position + 1; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '(') {
        open++;
      } else if (c == ')' && --open < 0) {
        return i + 1 < line.length() && line.charAt(i + 1) == ')' ? i : -1;
      } else if (c == ';' || c == '\n' || c == '`' || c == '\'') {
        return -1;
      }
    }
    return -1;
  }
}
