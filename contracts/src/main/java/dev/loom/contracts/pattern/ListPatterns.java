package dev.loom.contracts.pattern;

import java.util.List;
import java.util.Objects;
import java.util.Set;

/// Asks for what was learned, the most frequent first, of those the latest first.
///
/// @param types only these; empty for all
/// @param countMax the most wanted
public record ListPatterns(Set<PatternType> types, int countMax) {
  /// A longer list is refused.
  public static final int COUNT_MAX = 10_000;

  public ListPatterns {
    types = Set.copyOf(types);
    Objects.checkIndex(countMax - 1, COUNT_MAX);
  }

  /// The answer.
  public record Found(List<LearnedPattern> patterns) {
    public Found {
      patterns = List.copyOf(patterns);
    }
  }
}
