package dev.loom.contracts.tool;

import dev.loom.contracts.text.TextTruncator;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Suggests known names for a misspelt one.
public final class NameSuggestions {
  private static final int SUGGESTIONS_MAX = 3;
  private static final int CHARS_MAX = 64;

  private NameSuggestions() {}

  /// Returns the most similar known names, best first.
  public static List<String> suggest(String unknown, List<String> known) {
    var name = TextTruncator.head(unknown, CHARS_MAX).toLowerCase(Locale.ROOT);
    return known.stream()
        .sorted(Comparator.comparingInt(candidate -> distance(name, candidate)))
        .limit(SUGGESTIONS_MAX)
        .toList();
  }

  /// Computes the edit distance. It is 0 if one name contains the other.
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
