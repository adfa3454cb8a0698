package dev.loom.memory;

import java.util.LinkedHashMap;
import java.util.Map;

/// Merges an observation into the facts of a learned pattern.
final class PatternMerge {
  private static final String TOTAL_SUFFIX = "_total";

  private PatternMerge() {}

  /// Sums numbers whose name ends in `_total` and replaces all other facts by the observed value.
  static Map<String, Object> merge(Map<String, Object> known, Map<String, Object> seen) {
    var merged = new LinkedHashMap<>(known);
    seen.forEach(
        (name, value) ->
            merged.put(
                name,
                name.endsWith(TOTAL_SUFFIX)
                        && value instanceof Number more
                        && known.get(name) instanceof Number before
                    ? sum(before, more)
                    : value));
    return merged;
  }

  private static Number sum(Number before, Number more) {
    if (isWhole(before) && isWhole(more)) {
      var sum = before.longValue() + more.longValue();
      var overflowed = ((before.longValue() ^ sum) & (more.longValue() ^ sum)) < 0;
      if (!overflowed) {
        return sum;
      }
    }
    // JSON cannot represent infinity.
    return Math.clamp(
        before.doubleValue() + more.doubleValue(), -Double.MAX_VALUE, Double.MAX_VALUE);
  }

  private static boolean isWhole(Number number) {
    return number instanceof Integer || number instanceof Long;
  }
}
