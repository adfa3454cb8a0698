package dev.loom.orchestrator.core;

import dev.loom.contracts.task.Subtask;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// What earlier tasks taught about kinds of subtasks.
///
/// @param tiers the model tier that a kind needed in the end, where the planned one did not do
/// @param avoided the models that mostly failed at a kind
public record ModelHints(Map<String, Integer> tiers, Map<String, Set<String>> avoided) {
  /// Nothing was learned.
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

  /// What kind of work a description asks for: its first telling words, such as
  /// `write-unit-tests-login`. Empty when it has none.
  public static String kindOf(String description) {
    var kind =
        Arrays.stream(description.toLowerCase(Locale.ROOT).split("[^\\p{L}]+"))
            .filter(word -> word.length() > 2 && !STOP_WORDS.contains(word))
            .distinct()
            .limit(WORDS_MAX)
            .collect(Collectors.joining("-"));
    return kind.length() <= KIND_CHARS_MAX ? kind : kind.substring(0, KIND_CHARS_MAX);
  }

  /// The subtask on the tier that its kind is known to need; never a lower one than planned.
  Subtask applyTo(Subtask subtask) {
    if (tiers.isEmpty()) {
      return subtask;
    }
    int known = tiers.getOrDefault(kindOf(subtask.description()), Subtask.TIER_MIN);
    return known <= subtask.modelTier() ? subtask : subtask.withModelTier(known);
  }

  /// The models to be asked last for a kind of subtask.
  public Set<String> avoidedModels(Subtask subtask) {
    return avoided.isEmpty()
        ? Set.of()
        : avoided.getOrDefault(kindOf(subtask.description()), Set.of());
  }
}
