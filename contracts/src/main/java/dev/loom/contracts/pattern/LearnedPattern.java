package dev.loom.contracts.pattern;

import dev.loom.api.JsonValues;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/// What is known under one type and key.
///
/// @param patternId counts from 1 and is never used again
/// @param facts JSON-shaped
/// @param frequency how many observations it is made of
public record LearnedPattern(
    long patternId,
    PatternType type,
    String key,
    Map<String, Object> facts,
    long frequency,
    Instant lastSeen) {
  public LearnedPattern {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(key, "key");
    facts = JsonValues.copyOf(facts);
    Objects.requireNonNull(lastSeen, "lastSeen");
  }

  /// A number among the facts, 0 when it is not there.
  public double number(String name) {
    return facts.get(name) instanceof Number number ? number.doubleValue() : 0;
  }
}
