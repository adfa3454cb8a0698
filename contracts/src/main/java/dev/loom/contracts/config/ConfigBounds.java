package dev.loom.contracts.config;

import java.util.Set;

/// Rejects values outside their bounds with a message that names the key.
final class ConfigBounds {
  private ConfigBounds() {}

  static void requireRange(String key, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          key + " must be from " + min + " to " + max + ", not " + value);
    }
  }

  static void requireNonNegative(String key, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(key + " must be 0 or more, not " + value);
    }
  }

  static void requireOneOf(String key, String value, Set<String> allowed) {
    if (!allowed.contains(value)) {
      var choices = allowed.stream().filter(choice -> !choice.isEmpty()).sorted().toList();
      throw new IllegalArgumentException(
          key + " must be one of " + String.join(", ", choices) + ", not '" + value + "'");
    }
  }

  static void requireFraction(String key, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(key + " must be from 0 to 1, not " + value);
    }
  }
}
