package dev.loom.orchestrator.learn;

import dev.loom.contracts.pattern.LearnedPattern;
import dev.loom.contracts.pattern.PatternType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds plans of completed tasks by the words of their goals. Indexed by word, because there are
/// many plans and every task searches them.
final class PlanTemplates {
  static final PlanTemplates NONE = of(List.of());

  private static final int FOUND_MAX = 2;
  private static final double SIMILARITY_MIN = 0.4;
  private static final double RATING_MIN = 3;

  private final List<Template> all = new ArrayList<>();
  private final Map<String, List<Integer>> byWord = new HashMap<>();

  private record Template(LearnedPattern plan, int words) {}

  private record Candidate(LearnedPattern plan, double similarity) {}

  private PlanTemplates() {}

  /// Builds the index from learned patterns, without badly rated plans.
  static PlanTemplates of(List<LearnedPattern> patterns) {
    var templates = new PlanTemplates();
    for (var pattern : patterns) {
      if (pattern.type() == PatternType.TASK_TEMPLATE
          && pattern.facts().get("plan") instanceof List<?>
          && pattern.facts().get("goal") instanceof String goal
          && (pattern.number("rating") == 0 || pattern.number("rating") >= RATING_MIN)) {
        templates.add(pattern, goal);
      }
    }
    return templates;
  }

  private void add(LearnedPattern pattern, String goal) {
    var words = GoalKeywords.words(goal);
    words.forEach(word -> byWord.computeIfAbsent(word, any -> new ArrayList<>()).add(all.size()));
    all.add(new Template(pattern, words.size()));
  }

  /// Returns plans for similar goals, the most similar first.
  List<LearnedPattern> findSimilar(String goal) {
    var words = GoalKeywords.words(goal);
    var shared = new int[all.size()];
    words.forEach(word -> byWord.getOrDefault(word, List.of()).forEach(at -> shared[at]++));
    var best = new ArrayList<Candidate>();
    for (var at = 0; at < shared.length; at++) {
      var similarity = similarity(shared[at], all.get(at).words(), words.size());
      var isFull = best.size() == FOUND_MAX;
      if (similarity >= SIMILARITY_MIN && !(isFull && similarity <= best.getLast().similarity())) {
        best.add(new Candidate(all.get(at).plan(), similarity));
        best.sort(Comparator.comparingDouble(Candidate::similarity).reversed());
        best.subList(Math.min(FOUND_MAX, best.size()), best.size()).clear();
      }
    }
    return best.stream().map(Candidate::plan).toList();
  }

  /// Computes the Jaccard similarity: shared words divided by all words of both goals.
  private static double similarity(int shared, int words, int otherWords) {
    return shared == 0 ? 0 : (double) shared / (words + otherWords - shared);
  }
}
