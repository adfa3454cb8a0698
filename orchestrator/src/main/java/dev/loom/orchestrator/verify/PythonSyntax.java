package dev.loom.orchestrator.verify;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Looks at the structure of Python source: brackets, texts, and blocks. It needs no interpreter,
/// so it finds the breakages that half-written files have and not every error; what it is not sure
/// of it lets pass.
final class PythonSyntax {
  private static final int TAB = 8;

  /// Words that no name can have, and that a colon must follow on their logical line.
  private static final Set<String> BLOCK_KEYWORDS =
      Set.of(
          "def", "class", "if", "elif", "else", "for", "while", "try", "except", "finally", "with");

  private final String text;
  private final Deque<Character> brackets = new ArrayDeque<>();
  private final Deque<Integer> indents = new ArrayDeque<>();
  private int at;
  private int line = 1;
  private boolean blockExpected;

  private PythonSyntax(String text) {
    this.text = text;
    indents.push(0);
  }

  /// @return what is wrong and where; none when nothing is, or when it cannot be told
  static Optional<String> findProblem(String source) {
    var text = source.replace("\r\n", "\n").replace('\r', '\n');
    try {
      new PythonSyntax(text.startsWith("\uFEFF") ? text.substring(1) : text).read();
      return Optional.empty();
    } catch (InvalidSyntaxException broken) {
      return Optional.of(broken.getMessage());
    } catch (UndecidableException unsure) {
      return Optional.empty();
    }
  }

  private void read() throws InvalidSyntaxException, UndecidableException {
    while (at < text.length()) {
      int column = column();
      if (at < text.length() && (text.charAt(at) == '\n' || text.charAt(at) == '#')) {
        comment();
        newline();
      } else if (at < text.length()) {
        indented(column);
        logicalLine();
      }
    }
    if (blockExpected) {
      throw invalid("an indented block is missing at the end");
    }
  }

  /// Passes the blanks that a line begins with.
  private int column() {
    int column = 0;
    for (; at < text.length(); at++) {
      switch (text.charAt(at)) {
        case ' ' -> column++;
        case '\t' -> column = (column / TAB + 1) * TAB;
        case '\f' -> column = 0;
        default -> {
          return column;
        }
      }
    }
    return column;
  }

  private void indented(int column) throws InvalidSyntaxException {
    if (blockExpected) {
      if (column <= indents.peek()) {
        throw invalid("an indented block is expected here");
      }
      indents.push(column);
      blockExpected = false;
      return;
    }
    if (column > indents.peek()) {
      throw invalid("this line is indented and begins no block");
    }
    while (indents.peek() > column) {
      indents.pop();
    }
    if (indents.peek() != column) {
      throw invalid("the indentation fits no block around it");
    }
  }

  private void logicalLine() throws InvalidSyntaxException, UndecidableException {
    int began = line;
    var opener = BLOCK_KEYWORDS.contains(word()) ? word() : "";
    boolean colon = false;
    char last = ' ';
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\n' && brackets.isEmpty()) {
        break;
      }
      colon |= c == ':' && brackets.isEmpty();
      last = c == '#' || Character.isWhitespace(c) ? last : c;
      piece(c);
    }
    if (!brackets.isEmpty()) {
      throw new InvalidSyntaxException(
          "line " + began + ": '" + brackets.peekLast() + "' is never closed");
    }
    if (!opener.isEmpty() && !colon) {
      throw new InvalidSyntaxException("line " + began + ": '" + opener + "' needs a ':'");
    }
    blockExpected = last == ':';
    newline();
  }

  private String word() {
    int end = at;
    while (end < text.length() && Character.isUnicodeIdentifierPart(text.charAt(end))) {
      end++;
    }
    return text.substring(at, end);
  }

  private void piece(char c) throws InvalidSyntaxException, UndecidableException {
    switch (c) {
      case '#' -> comment();
      case '\n' -> newline();
      case '\\' -> {
        at++;
        newline();
      }
      case '(', '[', '{' -> {
        brackets.push(c);
        at++;
      }
      case ')', ']', '}' -> {
        close(c);
        at++;
      }
      case '"', '\'' -> quoted("");
      default -> {
        var word = word();
        at += Math.max(1, word.length());
        if (!word.isEmpty() && at < text.length() && "\"'".indexOf(text.charAt(at)) >= 0) {
          quoted(word.toLowerCase(Locale.ROOT));
        }
      }
    }
  }

  private void close(char c) throws InvalidSyntaxException {
    char open = c == ')' ? '(' : c == ']' ? '[' : '{';
    if (brackets.isEmpty() || brackets.pop() != open) {
      throw invalid("'" + c + "' closes nothing");
    }
  }

  /// A text. What is in the braces of formatted ones may hold quotes again, which is not followed.
  private void quoted(String prefix) throws InvalidSyntaxException, UndecidableException {
    boolean formatted = prefix.contains("f") || prefix.contains("t");
    char quote = text.charAt(at);
    var mark = text.startsWith(String.valueOf(quote).repeat(3), at) ? 3 : 1;
    var end = String.valueOf(quote).repeat(mark);
    int began = line;
    int braces = 0;
    for (at += mark; at < text.length(); at++) {
      char c = text.charAt(at);
      if (text.startsWith(end, at)) {
        if (formatted && braces != 0) {
          throw new UndecidableException();
        }
        at += mark;
        return;
      }
      if (c == '\n' && mark == 1) {
        break;
      }
      braces += c == '{' ? 1 : c == '}' ? -1 : 0;
      at += c == '\\' ? 1 : 0;
      line += at < text.length() && text.charAt(at) == '\n' ? 1 : 0;
    }
    if (formatted) {
      throw new UndecidableException();
    }
    throw new InvalidSyntaxException("line " + began + ": the text that begins here never ends");
  }

  private void comment() {
    while (at < text.length() && text.charAt(at) != '\n') {
      at++;
    }
  }

  private void newline() {
    if (at < text.length() && text.charAt(at) == '\n') {
      at++;
      line++;
    }
  }

  private InvalidSyntaxException invalid(String what) {
    return new InvalidSyntaxException("line " + line + ": " + what);
  }

  /// It cannot be Python.
  private static final class InvalidSyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidSyntaxException(String message) {
      super(message, null, false, false);
    }
  }

  /// It may be Python that is written in a way not followed here.
  private static final class UndecidableException extends Exception {
    private static final long serialVersionUID = 1L;

    UndecidableException() {
      super("", null, false, false);
    }
  }
}
