package dev.loom.orchestrator.policy;

/// A line of shell, read from left to right, and whether it is still understood.
final class Source {
  private static final char NOTHING = '\0';

  private final String line;
  private int at;
  private boolean understood = true;

  Source(String line) {
    this.line = line;
  }

  boolean more() {
    return at < line.length();
  }

  /// @return the next character, or NUL at the end
  char next() {
    return more() ? line.charAt(at++) : NOTHING;
  }

  char peek() {
    return more() ? line.charAt(at) : NOTHING;
  }

  int at() {
    return at;
  }

  boolean understood() {
    return understood;
  }

  /// From here on nobody can say what the line does.
  void giveUp() {
    understood = false;
  }

  void skipAll() {
    at = line.length();
  }

  /// Leaves the newline standing.
  void skipLine() {
    int end = line.indexOf('\n', at);
    at = end < 0 ? line.length() : end;
  }

  /// Reads up to a character, which is passed over. Without it the line is not understood.
  String upTo(char end) {
    int found = line.indexOf(end, at);
    understood &= found >= 0;
    var text = line.substring(at, found < 0 ? line.length() : found);
    at = found < 0 ? line.length() : found + 1;
    return text;
  }

  /// @return the rest of this line, and its newline is passed over
  String restOfLine() {
    int start = at;
    skipLine();
    var text = line.substring(start, at);
    if (more()) {
      at++;
    }
    return text;
  }

  String name() {
    int start = at;
    while (Character.isLetterOrDigit(peek()) || peek() == '_') {
      at++;
    }
    return line.substring(start, at);
  }

  /// In `2>&1` the digit after `&` is no file.
  boolean skipDescriptor() {
    int start = at;
    while (Character.isDigit(peek()) || peek() == '-') {
      at++;
    }
    return at > start;
  }

  /// The `)` that makes `name(` a function.
  boolean skipEmptyGroup() {
    int close = at;
    while (close < line.length() && (line.charAt(close) == ' ' || line.charAt(close) == '\t')) {
      close++;
    }
    boolean empty = close < line.length() && line.charAt(close) == ')';
    at = empty ? close + 1 : at;
    return empty;
  }

  /// @param ahead how many characters to pass over first
  /// @return where the `))` of an arithmetic expression starts, or -1 when this is none
  int arithmeticEnd(int ahead) {
    int open = 0;
    for (int i = at + ahead; i < line.length(); i++) {
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
