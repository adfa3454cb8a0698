package dev.loom.orchestrator.policy;

/// A line of shell, read from left to right, and whether it is still understood.
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

  int position() {
    return position;
  }

  boolean isParsable() {
    return isParsable;
  }

  /// From here on nobody can say what the line does.
  void markUnparsable() {
    isParsable = false;
  }

  void skipAll() {
    position = line.length();
  }

  /// Leaves the newline standing.
  void skipLine() {
    int end = line.indexOf('\n', position);
    position = end < 0 ? line.length() : end;
  }

  /// Reads up to a character, which is passed over. Without it the line is not understood.
  String readUntil(char end) {
    int found = line.indexOf(end, position);
    isParsable &= found >= 0;
    var text = line.substring(position, found < 0 ? line.length() : found);
    position = found < 0 ? line.length() : found + 1;
    return text;
  }

  /// @return the rest of this line, and its newline is passed over
  String readLine() {
    int start = position;
    skipLine();
    var text = line.substring(start, position);
    if (hasMore()) {
      position++;
    }
    return text;
  }

  String readName() {
    int start = position;
    while (Character.isLetterOrDigit(peek()) || peek() == '_') {
      position++;
    }
    return line.substring(start, position);
  }

  /// In `2>&1` the digit after `&` is no file.
  boolean skipDescriptor() {
    int start = position;
    while (Character.isDigit(peek()) || peek() == '-') {
      position++;
    }
    return position > start;
  }

  /// The `)` that makes `name(` a function.
  boolean skipEmptyGroup() {
    int close = position;
    while (close < line.length() && (line.charAt(close) == ' ' || line.charAt(close) == '\t')) {
      close++;
    }
    boolean empty = close < line.length() && line.charAt(close) == ')';
    position = empty ? close + 1 : position;
    return empty;
  }

  /// @param ahead how many characters to pass over first
  /// @return where the `))` of an arithmetic expression starts, or -1 when this is none
  int arithmeticEnd(int ahead) {
    int open = 0;
    for (int i = position + ahead; i < line.length(); i++) {
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
