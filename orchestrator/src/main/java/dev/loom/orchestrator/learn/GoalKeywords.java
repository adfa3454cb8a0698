package dev.loom.orchestrator.learn;

import dev.loom.contracts.text.TextTruncator;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Extracts the words by which goals are compared.
final class GoalKeywords {
  private static final int KEY_WORDS_MAX = 5;
  private static final int KEY_CHARS_MAX = 120;
  private static final int WORD_CHARS_MIN = 3;
  private static final Pattern NON_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

  private GoalKeywords() {}

  static Set<String> words(String goal) {
    return NON_WORD
        .splitAsStream(goal.toLowerCase(Locale.ROOT))
        .filter(word -> word.length() >= WORD_CHARS_MIN)
        .collect(Collectors.toUnmodifiableSet());
  }

  /// Returns the alphabetically first five words of a goal, joined by hyphens, such as
  /// `add-endpoint-for-input-registration`.
  static String key(String goal) {
    var key = words(goal).stream().sorted().limit(KEY_WORDS_MAX).collect(Collectors.joining("-"));
    return TextTruncator.head(key, KEY_CHARS_MAX);
  }
}
