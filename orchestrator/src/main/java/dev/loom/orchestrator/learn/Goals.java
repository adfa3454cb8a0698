package dev.loom.orchestrator.learn;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Tells how alike goals are, by their words.
final class Goals {
  private static final int KEY_WORDS_MAX = 5;
  private static final int KEY_CHARS_MAX = 120;
  private static final int WORD_CHARS_MIN = 3;

  private Goals() {}

  static Set<String> words(String goal) {
    return Arrays.stream(goal.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+"))
        .filter(word -> word.length() >= WORD_CHARS_MIN)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /// The first words of a goal in the order of the alphabet, such as
  /// `add-endpoint-for-input-registration`.
  static String key(String goal) {
    var key = words(goal).stream().limit(KEY_WORDS_MAX).collect(Collectors.joining("-"));
    return key.length() <= KEY_CHARS_MAX ? key : key.substring(0, KEY_CHARS_MAX);
  }

  /// @return 0 when they share no word, 1 when they share all
  static double likeness(String one, String other) {
    var shared = words(one);
    var all = words(other);
    all.addAll(shared);
    shared.retainAll(words(other));
    return all.isEmpty() ? 0 : (double) shared.size() / all.size();
  }
}
