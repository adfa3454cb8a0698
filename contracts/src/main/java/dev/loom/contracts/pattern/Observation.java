package dev.loom.contracts.pattern;

import dev.loom.api.JsonValues;
import java.util.Map;
import java.util.Objects;

/// Single observation, to be merged into the pattern of the same type and key.
///
/// @param key subject, such as `write-report`
/// @param facts JSON-shaped map; numbers whose name ends in `_total` are summed, other facts are
///   replaced by the latest value
public record Observation(PatternType type, String key, Map<String, Object> facts) {
  /// Maximum length of a key.
  public static final int KEY_CHARS_MAX = 200;

  public Observation {
    Objects.requireNonNull(type, "type");
    if (key.isBlank() || key.length() > KEY_CHARS_MAX) {
      throw new IllegalArgumentException("a key must have 1 to " + KEY_CHARS_MAX + " characters");
    }
    facts = JsonValues.copyOf(facts);
  }
}
