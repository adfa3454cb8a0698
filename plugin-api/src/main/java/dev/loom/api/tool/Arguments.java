package dev.loom.api.tool;

import dev.loom.api.JsonValues;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Provides typed access to the arguments of a tool call, which are already validated against the
/// tool's schema.
///
/// @param values JSON-shaped, deeply immutable map
public record Arguments(Map<String, Object> values) {
  public Arguments {
    values = JsonValues.copyOf(values);
  }

  /// Returns a required text.
  ///
  /// @throws IllegalArgumentException if it is missing or not a text
  public String text(String name) {
    return optionalText(name)
        .orElseThrow(() -> new IllegalArgumentException("'" + name + "' is required"));
  }

  /// Returns an optional text.
  public Optional<String> optionalText(String name) {
    return switch (values.get(name)) {
      case null -> Optional.empty();
      case String text -> Optional.of(text);
      default -> throw new IllegalArgumentException("'" + name + "' must be a text");
    };
  }

  /// Returns an integer, or the default value if it is missing.
  public int integer(String name, int defaultValue) {
    return switch (values.get(name)) {
      case null -> defaultValue;
      case Number number when number.doubleValue() == Math.rint(number.doubleValue()) ->
          Math.toIntExact(number.longValue());
      default -> throw new IllegalArgumentException("'" + name + "' must be a whole number");
    };
  }

  /// Returns a boolean, or the default value if it is missing.
  public boolean flag(String name, boolean defaultValue) {
    return switch (values.get(name)) {
      case null -> defaultValue;
      case Boolean flag -> flag;
      default -> throw new IllegalArgumentException("'" + name + "' must be true or false");
    };
  }

  /// Returns a list, empty if it is missing.
  public List<Object> list(String name) {
    return switch (values.get(name)) {
      case null -> List.of();
      case List<?> list -> List.copyOf(list);
      default -> throw new IllegalArgumentException("'" + name + "' must be a list");
    };
  }
}
