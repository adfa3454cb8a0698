package dev.loom.contracts.pattern;

import java.util.List;
import java.util.Objects;
import java.util.Set;

/// Requests learned patterns, most frequent first, then most recent first.
///
/// @param types types to include; empty for all
/// @param countMax maximum number of patterns
public record ListPatterns(Set<PatternType> types, int countMax) {
  /// Upper bound of `countMax`.
  public static final int COUNT_MAX = 10_000;

  public ListPatterns {
    types = Set.copyOf(types);
    Objects.checkIndex(countMax - 1, COUNT_MAX);
  }

  /// Reply with the patterns.
  public record Found(List<LearnedPattern> patterns) {
    public Found {
      patterns = List.copyOf(patterns);
    }
  }
}
