package dev.loom.orchestrator.core;

import dev.loom.contracts.task.Subtask;
import dev.loom.contracts.text.TextTruncator;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Holds what finished tasks teach about choosing a model for a kind of subtask.
///
/// @param tiers the model tier that a kind needed when the planned tier was too low
/// @param avoided the aliases of models that mostly failed at a kind
public record ModelHints(Map<String, Integer> tiers, Map<String, Set<String>> avoided) {
  public static final ModelHints NONE = new ModelHints(Map.of(), Map.of());

  private static final int WORDS_MAX = 5;
  private static final int KIND_CHARS_MAX = 80;
  private static final Set<String> STOP_WORDS =
      Set.of(
          "the", "and", "for", "with", "from", "into", "that", "this", "all", "any", "its", "each",
          "then", "than", "are", "was", "not", "but", "use", "using");

  public ModelHints {
    tiers = Map.copyOf(tiers);
    avoided = Map.copyOf(avoided);
  }

  /// Returns the kind of work in a description: its first distinctive words, such as
  /// `write-unit-tests-login`. Empty if there are none.
  public static String kindOf(String description) {
    var kind =
        Arrays.stream(description.toLowerCase(Locale.ROOT).split("[^\\p{L}]+"))
            .filter(word -> word.length() > 2 && !STOP_WORDS.contains(word))
            .distinct()
            .limit(WORDS_MAX)
            .collect(Collectors.joining("-"));
    return TextTruncator.head(kind, KIND_CHARS_MAX);
  }

  /// Raises the subtask's model tier to the one that its kind is known to need. Never lowers it.
  Subtask applyTo(Subtask subtask) {
    if (tiers.isEmpty()) {
      return subtask;
    }
    int requiredTier = tiers.getOrDefault(kindOf(subtask.description()), Subtask.TIER_MIN);
    return requiredTier <= subtask.modelTier() ? subtask : subtask.withModelTier(requiredTier);
  }

  /// Returns the aliases of models to be tried last for a subtask.
  public Set<String> avoidedModels(Subtask subtask) {
    return avoided.isEmpty()
        ? Set.of()
        : avoided.getOrDefault(kindOf(subtask.description()), Set.of());
  }
}
