package dev.loom.builtin;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Builds and matches path patterns in the syntax of the file tools.
final class GlobPatterns {
  private GlobPatterns() {}

  /// Escapes a text to match literally.
  static String escape(String text) {
    return text.replaceAll("[\\\\*?\\[\\]{},]", "\\\\$0");
  }

  /// Returns a pattern that matches any of several path patterns. The last alternative matches
  /// nothing; its slash makes the tool match whole paths instead of names.
  static String anyPath(List<String> patterns) {
    return "{" + String.join(",", patterns) + ",/}";
  }

  /// Returns a pattern for a prefix, alone or followed by any text that does not start with an
  /// excluded character.
  ///
  /// @param excluded the excluded characters, as code points
  static String prefixNotFollowedBy(String literal, SortedSet<Integer> excluded) {
    // A closing bracket would end the character class, so its alternative is separate.
    var sortedExcluded = new TreeSet<>(excluded);
    sortedExcluded.add((int) ']');
    var characterClass = new StringBuilder();
    var from = 1;
    for (var end : sortedExcluded) {
      appendRange(characterClass, from, end - 1);
      from = end + 1;
    }
    appendRange(characterClass, from, Character.MAX_CODE_POINT);
    var alternatives = new ArrayList<>(List.of(literal + "[" + characterClass + "]**", literal));
    if (!excluded.contains((int) ']')) {
      alternatives.add(literal + "\\]**");
    }
    return "{" + String.join(",", alternatives) + "}";
  }

  private static void appendRange(StringBuilder characterClass, int from, int to) {
    if (from <= to) {
      characterClass.appendCodePoint(from).append('-').appendCodePoint(to);
    }
  }

  /// Returns whether a file's name matches a name pattern, ignoring case, as `find -iname` does.
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
    } catch (PatternSyntaxException ignored) {
      return false;
    }
  }
}
