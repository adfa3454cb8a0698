package dev.loom.risk;

/// Checks an awk script for side effects.
final class AwkScript {
  private AwkScript() {}

  /// @return whether the script may run other programs, read their output or write files
  static boolean hasSideEffects(String script) {
    if (script.contains("system")
        || script.contains("getline")
        || script.indexOf('@') >= 0 && script.matches("(?s).*@\\s*[a-z_]+.*\\(.*")
        || script.contains("/inet/")) {
      return true;
    }
    for (int at = script.indexOf("print"); at >= 0; at = script.indexOf("print", at + 1)) {
      if (redirects(script, at)) {
        return true;
      }
    }
    return false;
  }

  /// Returns whether a print statement redirects: contains `>` or `|` outside strings and brackets.
  private static boolean redirects(String script, int from) {
    int brackets = 0;
    boolean inString = false;
    for (int at = from; at < script.length(); at++) {
      char c = script.charAt(at);
      char next = at + 1 < script.length() ? script.charAt(at + 1) : ' ';
      if (c == '\\') {
        at++;
      } else if (c == '"') {
        inString = !inString;
      } else if (!inString) {
        if (c == '(' || c == '[') {
          brackets++;
        } else if (c == ')' || c == ']') {
          brackets--;
        } else if (brackets <= 0 && (c == ';' || c == '}' || c == '\n')) {
          return false;
        } else if (c == '|' && next == '|') {
          at++;
        } else if (brackets <= 0 && (c == '>' || c == '|')) {
          return true;
        }
      }
    }
    return false;
  }
}
