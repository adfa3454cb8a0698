package dev.loom.orchestrator.learn;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.pattern.LearnedPattern;
import dev.loom.contracts.pattern.ListPatterns;
import dev.loom.contracts.pattern.PatternType;
import dev.loom.contracts.task.Subtask;
import dev.loom.orchestrator.core.ModelHints;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/// Caches the learned patterns; reloads them from storage when they are older than [#CACHE_TTL].
/// Thread-safe; its methods block unless stated otherwise.
public final class LearnedPatterns {
  private static final Duration CACHE_TTL = Duration.ofSeconds(5);
  private static final int PATTERNS_MAX = 2_000;

  /// Fewer retries do not raise the tier of a kind.
  private static final int RETRIES_MIN = 2;

  /// After fewer attempts, a model is not avoided.
  private static final int ATTEMPTS_MIN = 3;

  private static final double SUCCESS_MIN = 0.5;

  private static final int TEMPLATES_MAX = 2;
  private static final double SIMILARITY_MIN = 0.4;
  private static final double RATING_MIN = 3;

  private static final Logger LOG = System.getLogger(LearnedPatterns.class.getName());

  private final Bus bus;
  private final InstantSource clock;
  private List<Template> templates = List.of();
  private volatile ModelHints hints = ModelHints.NONE;
  private Instant loadedAt = Instant.MIN;

  /// A plan of a completed task and the words of its goal.
  record Template(LearnedPattern plan, Set<String> words) {}

  public LearnedPatterns(Bus bus, InstantSource clock) {
    this.bus = bus;
    this.clock = clock;
  }

  /// Returns hints about kinds of subtasks.
  public synchronized ModelHints hints() throws InterruptedException {
    refresh();
    return hints;
  }

  /// Returns the hints as last loaded; never blocks.
  public ModelHints cachedHints() {
    return hints;
  }

  /// Returns plans that worked for similar goals, the most similar first, without badly rated ones.
  public synchronized List<LearnedPattern> templatesFor(String goal) throws InterruptedException {
    refresh();
    return findSimilar(templates, goal);
  }

  private void refresh() throws InterruptedException {
    var now = clock.instant();
    if (loadedAt.isAfter(now.minus(CACHE_TTL))) {
      return;
    }
    try {
      var types =
          Set.of(PatternType.SUBTASK_SUCCESS, PatternType.RETRY_PATTERN, PatternType.TASK_TEMPLATE);
      var patterns =
          bus.request(Addresses.PATTERN_LIST, new ListPatterns(types, PATTERNS_MAX)).patterns();
      templates = templates(patterns);
      hints = new ModelHints(requiredTiers(patterns), avoidedModels(patterns));
    } catch (ServiceException exception) {
      // The task continues with the patterns loaded before.
      LOG.log(Level.WARNING, "Learned patterns cannot be loaded: {0}", exception.getMessage());
    }
    loadedAt = now;
  }

  /// Returns the plans without badly rated ones.
  static List<Template> templates(List<LearnedPattern> patterns) {
    var templates = new ArrayList<Template>();
    for (var pattern : patterns) {
      if (pattern.type() == PatternType.TASK_TEMPLATE
          && pattern.facts().get("plan") instanceof List<?>
          && pattern.facts().get("goal") instanceof String goal
          && (pattern.number("rating") == 0 || pattern.number("rating") >= RATING_MIN)) {
        templates.add(new Template(pattern, GoalKeywords.words(goal)));
      }
    }
    return templates;
  }

  static List<LearnedPattern> findSimilar(List<Template> templates, String goal) {
    var words = GoalKeywords.words(goal);
    ToDoubleFunction<Template> similarity = template -> similarity(template.words(), words);
    return templates.stream()
        .filter(template -> similarity.applyAsDouble(template) >= SIMILARITY_MIN)
        .sorted(Comparator.comparingDouble(similarity).reversed())
        .limit(TEMPLATES_MAX)
        .map(Template::plan)
        .toList();
  }

  /// Computes the Jaccard similarity: shared words divided by all words of both goals.
  private static double similarity(Set<String> words, Set<String> otherWords) {
    double shared = words.stream().filter(otherWords::contains).count();
    return shared == 0 ? 0 : shared / (words.size() + otherWords.size() - shared);
  }

  /// A kind that repeatedly needed a retry starts one tier higher.
  private static Map<String, Integer> requiredTiers(List<LearnedPattern> patterns) {
    var tiers = new HashMap<String, Integer>();
    for (var pattern : patterns) {
      if (pattern.type() == PatternType.RETRY_PATTERN && pattern.frequency() >= RETRIES_MIN) {
        int tier = (int) pattern.number("planned_tier") + 1;
        tiers.put(pattern.key(), Math.clamp(tier, Subtask.TIER_MIN, Subtask.TIER_MAX));
      }
    }
    return tiers;
  }

  /// A model that failed more often than it succeeded at a kind is tried last.
  private static Map<String, Set<String>> avoidedModels(List<LearnedPattern> patterns) {
    var avoided = new HashMap<String, Set<String>>();
    for (var pattern : patterns) {
      double successes = pattern.number("success_total");
      double attempts = successes + pattern.number("failure_total");
      if (pattern.type() == PatternType.SUBTASK_SUCCESS
          && attempts >= ATTEMPTS_MIN
          && successes / attempts < SUCCESS_MIN
          && pattern.facts().get("kind") instanceof String kind
          && pattern.facts().get("model") instanceof String model) {
        avoided.computeIfAbsent(kind, any -> new HashSet<>()).add(model);
      }
    }
    avoided.replaceAll((kind, models) -> Set.copyOf(models));
    return avoided;
  }
}
