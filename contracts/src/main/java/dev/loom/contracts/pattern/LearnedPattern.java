package dev.loom.contracts.pattern;

import dev.loom.api.JsonValues;
import dev.loom.contracts.RecordChecks;
import java.time.Instant;
import java.util.Map;

/// Facts learned under one type and key.
///
/// @param patternId id, never reused
/// @param facts JSON-shaped map
/// @param frequency number of merged observations
public record LearnedPattern(
    long patternId,
    PatternType type,
    String key,
    Map<String, Object> facts,
    long frequency,
    Instant lastSeen) {
  public LearnedPattern {
    RecordChecks.requireNonNull(LearnedPattern.class, type, key, facts, lastSeen);
    facts = JsonValues.copyOf(facts);
  }

  /// Returns a numeric fact, 0 if it is missing.
  public double number(String name) {
    return facts.get(name) instanceof Number number ? number.doubleValue() : 0;
  }
}
