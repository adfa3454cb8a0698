package dev.loom.tools.search;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/// A file name pattern: `*` and `?` within a name, `**` across directories, `[abc]`, `{a,b}`.
final class Glob {
  private static final String SPECIAL = "\\.+()|^$";

  private final Pattern pattern;
  private final boolean nameOnly;

  private Glob(Pattern pattern, boolean nameOnly) {
    this.pattern = pattern;
    this.nameOnly = nameOnly;
  }

  /// Creates a pattern for whole paths.
  ///
  /// @throws IllegalArgumentException if a bracket or brace is not closed
  static Glob forPaths(String glob) {
    return new Glob(compile(glob), false);
  }

  /// Creates a pattern for whole paths, or for file names when it contains no `/`.
  ///
  /// @throws IllegalArgumentException if a bracket or brace is not closed
  static Glob forNames(String glob) {
    return new Glob(compile(glob), !glob.contains("/"));
  }

  boolean matches(String path) {
    return pattern.matches(nameOnly ? path.substring(path.lastIndexOf('/') + 1) : path);
  }

  private static Pattern compile(String glob) {
    try {
      return Pattern.compile(new Translation(glob).regex(), Pattern.DOTALL);
    } catch (PatternSyntaxException invalid) {
      throw new IllegalArgumentException("Invalid pattern '" + glob + "'", invalid);
    }
  }

  /// Translates the pattern to a regular expression.
  private static final class Translation {
    private final String glob;
    private final StringBuilder regex = new StringBuilder();
    private int at;
    private int braces;

    Translation(String glob) {
      this.glob = glob;
    }

    String regex() {
      while (at < glob.length()) {
        add(glob.charAt(at++));
      }
      if (braces > 0) {
        throw new IllegalArgumentException("Invalid pattern '" + glob + "': '{' is not closed");
      }
      return regex.toString();
    }

    private void add(char c) {
      switch (c) {
        case '*' -> addStar();
        case '?' -> regex.append("[^/]");
        case '[' -> addBracket();
        case '{' -> {
          braces++;
          regex.append("(?:");
        }
        case '}' -> {
          regex.append(braces > 0 ? ")" : "\\}");
          braces = Math.max(0, braces - 1);
        }
        case ',' -> regex.append(braces > 0 ? "|" : ",");
        case '\\' -> addLiteral(at < glob.length() ? glob.charAt(at++) : '\\');
        default -> addLiteral(c);
      }
    }

    private void addStar() {
      if (!glob.startsWith("*", at)) {
        regex.append("[^/]*");
        return;
      }
      at++;
      if (glob.startsWith("/", at)) {
        at++;
        regex.append("(?:.*/)?");
      } else {
        regex.append(".*");
      }
    }

    private void addBracket() {
      var end = glob.indexOf(']', at + 1);
      if (end < 0) {
        throw new IllegalArgumentException("Invalid pattern '" + glob + "': '[' is not closed");
      }
      var inside = glob.substring(at, end);
      at = end + 1;
      var negated = inside.startsWith("!") || inside.startsWith("^");
      regex.append(negated ? "[^/" : "[");
      regex.append((negated ? inside.substring(1) : inside).replaceAll("[\\\\\\[\\]^&]", "\\\\$0"));
      regex.append(']');
    }

    private void addLiteral(char c) {
      if (SPECIAL.indexOf(c) >= 0 || "*?[]{}".indexOf(c) >= 0) {
        regex.append('\\');
      }
      regex.append(c);
    }
  }
}
