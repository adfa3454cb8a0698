package dev.loom.bus.text;

import dev.loom.contracts.text.TextTruncator;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.commons.text.similarity.LevenshteinDistance;

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

  /// Returns the known names that the unknown one is probably a misspelling of, best first: those
  /// that fewer edits lead to than half of its letters, and one more.
  public static List<String> suggestSimilar(String unknown, List<String> known) {
    var name = TextTruncator.head(unknown, CHARS_MAX).toLowerCase(Locale.ROOT);
    return suggest(name, known).stream()
        .filter(candidate -> distance(name, candidate) <= (name.length() + 1) / 2)
        .toList();
  }

  /// Returns the edit distance. It is 0 if one name contains the other.
  private static int distance(String from, String to) {
    return !from.isEmpty() && (to.contains(from) || from.contains(to))
        ? 0
        : LevenshteinDistance.getDefaultInstance().apply(from, to);
  }
}
