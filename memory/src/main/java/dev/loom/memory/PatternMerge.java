package dev.loom.memory;

import java.util.LinkedHashMap;
import java.util.Map;

/// Merges an observation into the facts of a learned pattern.
final class PatternMerge {
  private static final String TOTAL_SUFFIX = "_total";

  private PatternMerge() {}

  /// Sums numbers whose name ends in `_total` and replaces all other facts by the observed value.
  static Map<String, Object> merge(Map<String, Object> facts, Map<String, Object> observed) {
    var merged = new LinkedHashMap<>(facts);
    observed.forEach(
        (name, value) ->
            merged.put(
                name,
                name.endsWith(TOTAL_SUFFIX)
                        && value instanceof Number added
                        && facts.get(name) instanceof Number known
                    ? sum(known, added)
                    : value));
    return merged;
  }

  private static Number sum(Number known, Number added) {
    if (isWhole(known) && isWhole(added)) {
      var sum = known.longValue() + added.longValue();
      var overflowed = ((known.longValue() ^ sum) & (added.longValue() ^ sum)) < 0;
      if (!overflowed) {
        return sum;
      }
    }
    // JSON cannot represent infinity.
    return Math.clamp(
        known.doubleValue() + added.doubleValue(), -Double.MAX_VALUE, Double.MAX_VALUE);
  }

  private static boolean isWhole(Number number) {
    return number instanceof Integer || number instanceof Long;
  }
}
