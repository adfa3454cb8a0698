package dev.loom.orchestrator.policy;

/// A program of sed, read command by command. What is not understood counts as harmful.
final class SedScript {
  private final String script;
  private int at;

  private SedScript(String script) {
    this.script = script;
  }

  /// @return whether it only reads and prints
  static boolean isHarmless(String script) {
    var reading = new SedScript(script);
    while (reading.at < script.length()) {
      if (!reading.command()) {
        return false;
      }
    }
    return true;
  }

  private char next() {
    return at < script.length() ? script.charAt(at++) : '\n';
  }

  private char peek() {
    return at < script.length() ? script.charAt(at) : '\n';
  }

  private boolean command() {
    if (!address()) {
      return false;
    }
    char c = next();
    return switch (c) {
      case '{',
          '}',
          ';',
          '\n',
          'p',
          'P',
          'd',
          'D',
          'n',
          'N',
          'g',
          'G',
          'h',
          'H',
          'x',
          '=',
          'F',
          'z',
          'q',
          'Q',
          'l' -> {
        passNumber();
        yield true;
      }
      case 's' -> substitute();
      case 'y' -> transliterate();
      case 'a', 'i', 'c', '#', 'r', 'R' -> passLine();
      case 'b', 't', 'T', ':' -> passLabel();
      default -> false;
    };
  }

  private boolean address() {
    while (at < script.length() && " \t,!$~+0123456789/\\I".indexOf(peek()) >= 0) {
      char c = next();
      if (c == '/' && !rest('/') || c == '\\' && !rest(next())) {
        return false;
      }
    }
    return true;
  }

  private boolean transliterate() {
    char delimiter = next();
    return rest(delimiter) && rest(delimiter);
  }

  /// Reads up to a delimiter that no backslash takes away.
  private boolean rest(char delimiter) {
    while (at < script.length()) {
      char c = next();
      if (c == '\\') {
        at++;
      } else if (c == '[' && delimiter != '[' && delimiter != ']') {
        passSet();
      } else if (c == delimiter) {
        return true;
      }
    }
    return false;
  }

  /// In brackets the delimiter means itself.
  private void passSet() {
    at += peek() == '^' ? 1 : 0;
    int close = script.indexOf(']', Math.min(at + 1, script.length()));
    at = close < 0 ? at : close + 1;
  }

  private boolean substitute() {
    char delimiter = next();
    if (!rest(delimiter) || !rest(delimiter)) {
      return false;
    }
    while ("gpiIMm0123456789".indexOf(peek()) >= 0) {
      at++;
    }
    return " ;}\n\t#".indexOf(peek()) >= 0;
  }

  private void passNumber() {
    while (Character.isDigit(peek()) || peek() == ' ') {
      at++;
    }
  }

  private boolean passLine() {
    while (at < script.length() && next() != '\n') {
      // A backslash at the end of a line continues it.
      at += script.charAt(at - 1) == '\\' ? 1 : 0;
    }
    return true;
  }

  private boolean passLabel() {
    while (at < script.length() && ";}\n".indexOf(peek()) < 0) {
      at++;
    }
    return true;
  }
}
