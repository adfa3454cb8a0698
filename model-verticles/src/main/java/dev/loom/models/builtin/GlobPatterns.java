package dev.loom.models.builtin;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Patterns of paths, in the words of the tools.
final class GlobPatterns {
  private GlobPatterns() {}

  /// A text that stands for itself.
  static String escape(String text) {
    return text.replaceAll("[\\\\*?\\[\\]{},]", "\\\\$0");
  }

  /// Any of some patterns of whole paths. The last alternative matches none, but its slash says
  /// that not only names are meant.
  static String anyPath(List<String> patterns) {
    return "{" + String.join(",", patterns) + ",/}";
  }

  /// A beginning, alone or followed by anything whose first character is none of some.
  ///
  /// @param not code points
  static String prefixNotFollowedBy(String literal, SortedSet<Integer> not) {
    // A bracket ends at the first closing one, so that this character stands apart.
    var ends = new TreeSet<>(not);
    ends.add((int) ']');
    var others = new StringBuilder();
    var from = 1;
    for (var end : ends) {
      range(others, from, end - 1);
      from = end + 1;
    }
    range(others, from, Character.MAX_CODE_POINT);
    var alternatives = new ArrayList<>(List.of(literal + "[" + others + "]**", literal));
    if (!not.contains((int) ']')) {
      alternatives.add(literal + "\\]**");
    }
    return "{" + String.join(",", alternatives) + "}";
  }

  private static void range(StringBuilder others, int from, int to) {
    if (from <= to) {
      others.appendCodePoint(from).append('-').appendCodePoint(to);
    }
  }

  /// Whether a file's name matches a pattern of names, in any case, as the shell's `find` sees it.
  static boolean matchesName(String pattern, String path) {
    var regex = new StringBuilder();
    for (var at = 0; at < pattern.length(); at++) {
      var c = pattern.charAt(at);
      var end = c == '[' ? pattern.indexOf(']', at + 2) : -1;
      if (end > 0) {
        var inside = pattern.substring(at + 1, end).replaceAll("[\\\\\\[&^]", "\\\\$0");
        regex.append('[').append(inside.replaceFirst("^(?:!|\\\\\\^)", "^")).append(']');
        at = end;
      } else {
        regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
      }
    }
    var name = path.substring(path.lastIndexOf('/') + 1);
    var flags = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL;
    try {
      return Pattern.compile(regex.toString(), flags).matcher(name).matches();
    } catch (PatternSyntaxException noPattern) {
      return false;
    }
  }
}
