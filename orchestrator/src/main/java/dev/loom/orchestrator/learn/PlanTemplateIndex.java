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
final class PlanTemplateIndex {
  static final PlanTemplateIndex NONE = of(List.of());

  private static final int FOUND_MAX = 2;
  private static final double SIMILARITY_MIN = 0.4;
  private static final double RATING_MIN = 3;

  private final List<Template> templates = new ArrayList<>();
  private final Map<String, List<Integer>> byWord = new HashMap<>();

  private record Template(LearnedPattern plan, int wordCount) {}

  private record Candidate(LearnedPattern plan, double similarity) {}

  private PlanTemplateIndex() {}

  /// Builds the index from learned patterns, without badly rated plans.
  static PlanTemplateIndex of(List<LearnedPattern> patterns) {
    var index = new PlanTemplateIndex();
    for (var pattern : patterns) {
      if (pattern.type() == PatternType.TASK_TEMPLATE
          && pattern.facts().get("plan") instanceof List<?>
          && pattern.facts().get("goal") instanceof String goal
          && (pattern.number("rating") == 0 || pattern.number("rating") >= RATING_MIN)) {
        index.add(pattern, goal);
      }
    }
    return index;
  }

  private void add(LearnedPattern pattern, String goal) {
    var words = GoalKeywords.words(goal);
    words.forEach(
        word -> byWord.computeIfAbsent(word, any -> new ArrayList<>()).add(templates.size()));
    templates.add(new Template(pattern, words.size()));
  }

  /// Returns plans for similar goals, the most similar first.
  List<LearnedPattern> findSimilar(String goal) {
    var words = GoalKeywords.words(goal);
    var sharedWords = new int[templates.size()];
    words.forEach(word -> byWord.getOrDefault(word, List.of()).forEach(i -> sharedWords[i]++));
    var best = new ArrayList<Candidate>();
    for (var i = 0; i < sharedWords.length; i++) {
      var similarity = similarity(sharedWords[i], templates.get(i).wordCount(), words.size());
      var isFull = best.size() == FOUND_MAX;
      if (similarity >= SIMILARITY_MIN && !(isFull && similarity <= best.getLast().similarity())) {
        best.add(new Candidate(templates.get(i).plan(), similarity));
        best.sort(Comparator.comparingDouble(Candidate::similarity).reversed());
        best.subList(Math.min(FOUND_MAX, best.size()), best.size()).clear();
      }
    }
    return best.stream().map(Candidate::plan).toList();
  }

  /// Computes the Jaccard similarity: shared words divided by all words of both goals.
  private static double similarity(int sharedWords, int words, int otherWords) {
    return sharedWords == 0 ? 0 : (double) sharedWords / (words + otherWords - sharedWords);
  }
}
