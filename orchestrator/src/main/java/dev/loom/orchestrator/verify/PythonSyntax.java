package dev.loom.orchestrator.verify;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Checks the structure of Python source: brackets, strings and blocks. Needs no interpreter. Finds
/// the errors of half-written files, not all errors; accepts source that it cannot decide on.
final class PythonSyntax {
  private static final int TAB_COLUMNS = 8;

  /// Keywords that need a colon on their logical line.
  private static final Set<String> BLOCK_KEYWORDS =
      Set.of(
          "def", "class", "if", "elif", "else", "for", "while", "try", "except", "finally", "with");

  private final String text;
  private final Deque<Character> brackets = new ArrayDeque<>();
  private final Deque<Integer> indents = new ArrayDeque<>();
  private int position;
  private int line = 1;
  private boolean blockExpected;

  private PythonSyntax(String text) {
    this.text = text;
    indents.push(0);
  }

  /// @return the error and its line; empty if there is none or it cannot be decided
  static Optional<String> findProblem(String source) {
    var text = source.replace("\r\n", "\n").replace('\r', '\n');
    try {
      new PythonSyntax(text.startsWith("\uFEFF") ? text.substring(1) : text).read();
      return Optional.empty();
    } catch (InvalidSyntaxException exception) {
      return Optional.of(exception.getMessage());
    } catch (UndecidableException ignored) {
      return Optional.empty();
    }
  }

  private void read() throws InvalidSyntaxException, UndecidableException {
    while (position < text.length()) {
      int column = skipIndentation();
      if (position < text.length()
          && (text.charAt(position) == '\n' || text.charAt(position) == '#')) {
        skipComment();
        skipNewline();
      } else if (position < text.length()) {
        checkIndentation(column);
        readLogicalLine();
      }
    }
    if (blockExpected) {
      throw invalid("an indented block is missing at the end");
    }
  }

  /// Skips the indentation of a line.
  private int skipIndentation() {
    int column = 0;
    for (; position < text.length(); position++) {
      switch (text.charAt(position)) {
        case ' ' -> column++;
        case '\t' -> column = (column / TAB_COLUMNS + 1) * TAB_COLUMNS;
        case '\f' -> column = 0;
        default -> {
          return column;
        }
      }
    }
    return column;
  }

  private void checkIndentation(int column) throws InvalidSyntaxException {
    if (blockExpected) {
      if (column <= indents.peek()) {
        throw invalid("an indented block is expected here");
      }
      indents.push(column);
      blockExpected = false;
      return;
    }
    if (column > indents.peek()) {
      throw invalid("this line is indented but does not belong to a block");
    }
    while (indents.peek() > column) {
      indents.pop();
    }
    if (indents.peek() != column) {
      throw invalid("the indentation matches no enclosing block");
    }
  }

  private void readLogicalLine() throws InvalidSyntaxException, UndecidableException {
    int startLine = line;
    var keyword = BLOCK_KEYWORDS.contains(peekWord()) ? peekWord() : "";
    boolean colon = false;
    char last = ' ';
    while (position < text.length()) {
      char c = text.charAt(position);
      if (c == '\n' && brackets.isEmpty()) {
        break;
      }
      colon |= c == ':' && brackets.isEmpty();
      last = c == '#' || Character.isWhitespace(c) ? last : c;
      skipToken(c);
    }
    if (!brackets.isEmpty()) {
      throw new InvalidSyntaxException(
          "line " + startLine + ": '" + brackets.peekLast() + "' is never closed");
    }
    if (!keyword.isEmpty() && !colon) {
      throw new InvalidSyntaxException("line " + startLine + ": '" + keyword + "' needs a ':'");
    }
    blockExpected = last == ':';
    skipNewline();
  }

  private String peekWord() {
    int end = position;
    while (end < text.length() && Character.isUnicodeIdentifierPart(text.charAt(end))) {
      end++;
    }
    return text.substring(position, end);
  }

  private void skipToken(char c) throws InvalidSyntaxException, UndecidableException {
    switch (c) {
      case '#' -> skipComment();
      case '\n' -> skipNewline();
      case '\\' -> {
        position++;
        skipNewline();
      }
      case '(', '[', '{' -> {
        brackets.push(c);
        position++;
      }
      case ')', ']', '}' -> {
        closeBracket(c);
        position++;
      }
      case '"', '\'' -> skipString("");
      default -> {
        var word = peekWord();
        position += Math.max(1, word.length());
        if (!word.isEmpty()
            && position < text.length()
            && "\"'".indexOf(text.charAt(position)) >= 0) {
          skipString(word.toLowerCase(Locale.ROOT));
        }
      }
    }
  }

  private void closeBracket(char c) throws InvalidSyntaxException {
    char open = c == ')' ? '(' : c == ']' ? '[' : '{';
    if (brackets.isEmpty() || brackets.pop() != open) {
      throw invalid("'" + c + "' has no opening bracket");
    }
  }

  /// Skips a string. Expressions in formatted strings may contain quotes again; those are not
  /// parsed.
  private void skipString(String prefix) throws InvalidSyntaxException, UndecidableException {
    boolean formatted = prefix.contains("f") || prefix.contains("t");
    char quote = text.charAt(position);
    var quoteChars = text.startsWith(String.valueOf(quote).repeat(3), position) ? 3 : 1;
    var end = String.valueOf(quote).repeat(quoteChars);
    int startLine = line;
    int braces = 0;
    for (position += quoteChars; position < text.length(); position++) {
      char c = text.charAt(position);
      if (text.startsWith(end, position)) {
        if (formatted && braces != 0) {
          throw new UndecidableException();
        }
        position += quoteChars;
        return;
      }
      if (c == '\n' && quoteChars == 1) {
        break;
      }
      braces += c == '{' ? 1 : c == '}' ? -1 : 0;
      position += c == '\\' ? 1 : 0;
      line += position < text.length() && text.charAt(position) == '\n' ? 1 : 0;
    }
    if (formatted) {
      throw new UndecidableException();
    }
    throw new InvalidSyntaxException(
        "line " + startLine + ": the string that starts here is never closed");
  }

  private void skipComment() {
    while (position < text.length() && text.charAt(position) != '\n') {
      position++;
    }
  }

  private void skipNewline() {
    if (position < text.length() && text.charAt(position) == '\n') {
      position++;
      line++;
    }
  }

  private InvalidSyntaxException invalid(String problem) {
    return new InvalidSyntaxException("line " + line + ": " + problem);
  }

  /// The source is not valid Python.
  private static final class InvalidSyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidSyntaxException(String message) {
      super(message, null, false, false);
    }
  }

  /// The source may be valid Python, but this class cannot decide it.
  private static final class UndecidableException extends Exception {
    private static final long serialVersionUID = 1L;

    UndecidableException() {
      super("", null, false, false);
    }
  }
}
