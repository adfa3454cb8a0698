package dev.loom.orchestrator.learn;

import dev.loom.contracts.pattern.LearnedPattern;
import dev.loom.contracts.pattern.PatternType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/// Finds plans of completed tasks by the words of their goals.
///
/// @param templates without badly rated plans
record PlanTemplateIndex(List<Template> templates) {
  static final PlanTemplateIndex NONE = of(List.of());

  private static final int FOUND_MAX = 2;
  private static final double SIMILARITY_MIN = 0.4;
  private static final double RATING_MIN = 3;

  /// A plan and the words of its goal.
  record Template(LearnedPattern plan, Set<String> words) {}

  /// Builds the index from learned patterns.
  static PlanTemplateIndex of(List<LearnedPattern> patterns) {
    var templates = new ArrayList<Template>();
    for (var pattern : patterns) {
      if (pattern.type() == PatternType.TASK_TEMPLATE
          && pattern.facts().get("plan") instanceof List<?>
          && pattern.facts().get("goal") instanceof String goal
          && (pattern.number("rating") == 0 || pattern.number("rating") >= RATING_MIN)) {
        templates.add(new Template(pattern, GoalKeywords.words(goal)));
      }
    }
    return new PlanTemplateIndex(templates);
  }

  /// Returns plans for similar goals, the most similar first.
  List<LearnedPattern> findSimilar(String goal) {
    var words = GoalKeywords.words(goal);
    ToDoubleFunction<Template> similarity = template -> similarity(template.words(), words);
    return templates.stream()
        .filter(template -> similarity.applyAsDouble(template) >= SIMILARITY_MIN)
        .sorted(Comparator.comparingDouble(similarity).reversed())
        .limit(FOUND_MAX)
        .map(Template::plan)
        .toList();
  }

  /// Computes the Jaccard similarity: shared words divided by all words of both goals.
  private static double similarity(Set<String> words, Set<String> otherWords) {
    double shared = words.stream().filter(otherWords::contains).count();
    return shared == 0 ? 0 : shared / (words.size() + otherWords.size() - shared);
  }
}
