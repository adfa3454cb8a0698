package dev.loom.builtin;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Patterns for the words of clauses, and conversions of matched groups to values.
final class Vocabulary {
  static final String QUOTED = "\"[^\"]+\"|“[^”]+”|‘[^’]+’|`[^`]+`|'[^']+'";
  static final String TOKEN = "(?:" + QUOTED + "|[^\\s,;\"'`]+)";
  static final String HERE =
      "(?:(?:this|the|my|our) )?(?:(?:current|whole|entire) )?(?:folder|directory|project"
          + "|repository|repo|workspace|codebase|code base|tree)|here";
  static final String FOLDER =
      "(?:" + HERE + "|(?:the )?(?!this |the )" + TOKEN + "(?: (?:folder|directory))?)";
  static final String IN = " (?:in|under|inside|within|of|from|through|across) ";
  static final String ALL = "(?: (?:me|all|every|any|each|of|the|those|existing))*";
  static final String MARKER = "(?:TODO|FIXME|HACK|XXX|BUG|NOTE)s?";
  static final String FILES = "(?:files?|source|sources|classes)";

  private Vocabulary() {}

  static List<String> markers(String text) {
    return Pattern.compile("[A-Za-z]+")
        .matcher(text)
        .results()
        .map(marker -> marker.group().toUpperCase(Locale.ROOT).replaceFirst("S$", ""))
        .filter(marker -> !marker.equals("AND") && !marker.equals("OR"))
        .distinct()
        .toList();
  }

  static String text(Matcher match, String group) {
    var text = match.namedGroups().containsKey(group) ? match.group(group) : null;
    return text == null ? "" : text;
  }

  static String folder(Matcher match) {
    var name = text(match, "dir").isEmpty() ? text(match, "dir2") : text(match, "dir");
    if (name.isEmpty() || name.toLowerCase(Locale.ROOT).matches(HERE)) {
      return ".";
    }
    var stripped =
        name.replaceFirst("(?i)^the ", "").replaceFirst("(?i) (?:folder|directory)$", "");
    var path = path(stripped).replaceFirst("/+$", "");
    return path.isEmpty() ? "/" : path;
  }

  static String path(String token) {
    return unquoted(token.strip());
  }

  static String unquoted(String token) {
    return token.matches("(?s)" + QUOTED) ? token.substring(1, token.length() - 1) : token;
  }
}
