package dev.loom.risk;

/// Checks a sed script command by command. A script that cannot be parsed counts as harmful.
final class SedScript {
  private static final String PRINTING_COMMANDS = "{};\npPdDnNgGhHx=FzqQl";

  private final String script;
  private int position;

  private SedScript(String script) {
    this.script = script;
  }

  /// @return whether the script only transforms its input and prints
  static boolean isReadOnly(String script) {
    var reader = new SedScript(script);
    while (reader.position < script.length()) {
      if (!reader.readCommand()) {
        return false;
      }
    }
    return true;
  }

  private char next() {
    return position < script.length() ? script.charAt(position++) : '\n';
  }

  private char peek() {
    return position < script.length() ? script.charAt(position) : '\n';
  }

  private boolean readCommand() {
    if (!readAddress()) {
      return false;
    }
    char c = next();
    if (PRINTING_COMMANDS.indexOf(c) >= 0) {
      skipNumber();
      return true;
    }
    return switch (c) {
      case 's' -> readSubstitution();
      case 'y' -> readTransliteration();
      case 'a', 'i', 'c', '#', 'r', 'R' -> skipLine();
      case 'b', 't', 'T', ':' -> skipLabel();
      default -> false;
    };
  }

  private boolean readAddress() {
    while (position < script.length() && " \t,!$~+0123456789/\\I".indexOf(peek()) >= 0) {
      char c = next();
      if (c == '/' && !skipPast('/') || c == '\\' && !skipPast(next())) {
        return false;
      }
    }
    return true;
  }

  private boolean readTransliteration() {
    char delimiter = next();
    return skipPast(delimiter) && skipPast(delimiter);
  }

  /// Skips the text up to the next unescaped delimiter.
  private boolean skipPast(char delimiter) {
    while (position < script.length()) {
      char c = next();
      if (c == '\\') {
        position++;
      } else if (c == '[' && delimiter != '[' && delimiter != ']') {
        skipBracketExpression();
      } else if (c == delimiter) {
        return true;
      }
    }
    return false;
  }

  /// Skips a bracket expression, in which the delimiter is an ordinary character.
  private void skipBracketExpression() {
    position += peek() == '^' ? 1 : 0;
    int close = script.indexOf(']', Math.min(position + 1, script.length()));
    position = close < 0 ? position : close + 1;
  }

  private boolean readSubstitution() {
    char delimiter = next();
    if (!skipPast(delimiter) || !skipPast(delimiter)) {
      return false;
    }
    while ("gpiIMm0123456789".indexOf(peek()) >= 0) {
      position++;
    }
    return " ;}\n\t#".indexOf(peek()) >= 0;
  }

  private void skipNumber() {
    while (Character.isDigit(peek()) || peek() == ' ') {
      position++;
    }
  }

  private boolean skipLine() {
    while (position < script.length() && next() != '\n') {
      // A backslash at the end of a line continues it.
      position += script.charAt(position - 1) == '\\' ? 1 : 0;
    }
    return true;
  }

  private boolean skipLabel() {
    while (position < script.length() && ";}\n".indexOf(peek()) < 0) {
      position++;
    }
    return true;
  }
}
