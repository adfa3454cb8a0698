package dev.loom.contracts.tool;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Guesses which name was meant.
public final class NameSuggestions {
  private static final int SUGGESTIONS_MAX = 3;
  private static final int CHARS_MAX = 64;

  private NameSuggestions() {}

  /// The known names most like a wrong one, best first.
  public static List<String> suggest(String unknown, List<String> known) {
    var name = unknown.substring(0, Math.min(CHARS_MAX, unknown.length())).toLowerCase(Locale.ROOT);
    return known.stream()
        .sorted(Comparator.comparingInt(candidate -> distance(name, candidate)))
        .limit(SUGGESTIONS_MAX)
        .toList();
  }

  /// How many characters to insert, delete or change. A name that holds the other is near.
  private static int distance(String from, String to) {
    if (!from.isEmpty() && (to.contains(from) || from.contains(to))) {
      return 0;
    }
    var row = new int[to.length() + 1];
    for (var j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (var i = 1; i <= from.length(); i++) {
      var diagonal = row[0];
      row[0] = i;
      for (var j = 1; j <= to.length(); j++) {
        var change = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[to.length()];
  }
}
