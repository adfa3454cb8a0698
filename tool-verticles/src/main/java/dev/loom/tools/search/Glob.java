package dev.loom.tools.search;

import com.google.re2j.Pattern;
import dev.loom.bus.text.SafeRegex;

/// A file name pattern: `*` and `?` within a name, `**` across directories, `[abc]`, `{a,b}`.
final class Glob {
  /// A wildcard, a bracket expression, an escaped character, or a single character.
  private static final java.util.regex.Pattern TOKEN =
      java.util.regex.Pattern.compile("(?s)\\*\\*/?|\\[.[^]]*]|\\\\.|.");

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
    return forPaths(glob, false);
  }

  static Glob forPaths(String glob, boolean ignoreCase) {
    return new Glob(compile(glob, ignoreCase), false);
  }

  /// Creates a pattern for whole paths, or for file names when it contains no `/`.
  ///
  /// @throws IllegalArgumentException if a bracket or brace is not closed
  static Glob forNames(String glob, boolean ignoreCase) {
    return new Glob(compile(glob, ignoreCase), !glob.contains("/"));
  }

  boolean matches(String path) {
    return pattern.matches(nameOnly ? path.substring(path.lastIndexOf('/') + 1) : path);
  }

  private static Pattern compile(String glob, boolean ignoreCase) {
    return SafeRegex.compile(
        toRegex(glob),
        Pattern.DOTALL | (ignoreCase ? Pattern.CASE_INSENSITIVE : 0),
        SafeRegex.INSTRUCTIONS_MAX);
  }

  private static String toRegex(String glob) {
    var regex = new StringBuilder();
    var openBraces = 0;
    for (var tokens = TOKEN.matcher(glob); tokens.find(); ) {
      var token = tokens.group();
      switch (token) {
        case "**/" -> regex.append("(?:.*/)?");
        case "**" -> regex.append(".*");
        case "*" -> regex.append("[^/]*");
        case "?" -> regex.append("[^/]");
        case "[" -> throw notClosed(glob, '[');
        case "{" -> {
          openBraces++;
          regex.append("(?:");
        }
        case "}" -> {
          regex.append(openBraces > 0 ? ")" : "\\}");
          openBraces = Math.max(0, openBraces - 1);
        }
        case "," -> regex.append(openBraces > 0 ? "|" : ",");
        default -> regex.append(token.startsWith("[") ? bracket(token) : literal(token));
      }
    }
    if (openBraces > 0) {
      throw notClosed(glob, '{');
    }
    return regex.toString();
  }

  private static String bracket(String token) {
    var negated = token.startsWith("[!") || token.startsWith("[^");
    var content = token.substring(negated ? 2 : 1, token.length() - 1);
    return (negated ? "[^/" : "[") + content.replaceAll("[\\\\\\[\\]^&]", "\\\\$0") + "]";
  }

  private static String literal(String token) {
    return Pattern.quote(token.length() > 1 && token.startsWith("\\") ? token.substring(1) : token);
  }

  private static IllegalArgumentException notClosed(String glob, char opening) {
    return new IllegalArgumentException(
        "Invalid pattern '" + glob + "': '" + opening + "' is not closed");
  }
}
