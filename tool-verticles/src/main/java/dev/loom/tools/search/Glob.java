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
    } catch (PatternSyntaxException failure) {
      throw new IllegalArgumentException("Invalid pattern '" + glob + "'", failure);
    }
  }

  private static final class Translation {
    private final String glob;
    private final StringBuilder regex = new StringBuilder();
    private int position;
    private int openBraces;

    Translation(String glob) {
      this.glob = glob;
    }

    String regex() {
      while (position < glob.length()) {
        add(glob.charAt(position++));
      }
      if (openBraces > 0) {
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
          openBraces++;
          regex.append("(?:");
        }
        case '}' -> {
          regex.append(openBraces > 0 ? ")" : "\\}");
          openBraces = Math.max(0, openBraces - 1);
        }
        case ',' -> regex.append(openBraces > 0 ? "|" : ",");
        case '\\' -> addLiteral(position < glob.length() ? glob.charAt(position++) : '\\');
        default -> addLiteral(c);
      }
    }

    private void addStar() {
      if (!glob.startsWith("*", position)) {
        regex.append("[^/]*");
        return;
      }
      position++;
      if (glob.startsWith("/", position)) {
        position++;
        regex.append("(?:.*/)?");
      } else {
        regex.append(".*");
      }
    }

    private void addBracket() {
      var end = glob.indexOf(']', position + 1);
      if (end < 0) {
        throw new IllegalArgumentException("Invalid pattern '" + glob + "': '[' is not closed");
      }
      var content = glob.substring(position, end);
      position = end + 1;
      var negated = content.startsWith("!") || content.startsWith("^");
      regex.append(negated ? "[^/" : "[");
      regex.append(
          (negated ? content.substring(1) : content).replaceAll("[\\\\\\[\\]^&]", "\\\\$0"));
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
