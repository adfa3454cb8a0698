package dev.loom.contracts.pattern;

import dev.loom.api.JsonValues;
import java.util.Map;
import java.util.Objects;

/// Something seen once, to be added to what is known under the same type and key.
///
/// @param key what it is about, such as `write-report`
/// @param facts numbers whose name ends in `_total` are added up over all observations; of
///   everything else the last counts. JSON-shaped.
public record Observation(PatternType type, String key, Map<String, Object> facts) {
  /// A longer key is refused.
  public static final int KEY_CHARS_MAX = 200;

  public Observation {
    Objects.requireNonNull(type, "type");
    if (key.isBlank() || key.length() > KEY_CHARS_MAX) {
      throw new IllegalArgumentException("a key has 1 to " + KEY_CHARS_MAX + " characters");
    }
    facts = JsonValues.copyOf(facts);
  }
}
