package dev.loom.api.tool;

import dev.loom.api.JsonValues;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The arguments of one tool call, already checked against the tool's schema.
///
/// @param values JSON-shaped, deeply immutable
public record Arguments(Map<String, Object> values) {
  public Arguments {
    values = JsonValues.copyOf(values);
  }

  /// A text that the schema requires.
  ///
  /// @throws IllegalArgumentException when it is missing or no text
  public String text(String name) {
    return optionalText(name)
        .orElseThrow(() -> new IllegalArgumentException("'" + name + "' is required"));
  }

  /// A text that may be missing.
  public Optional<String> optionalText(String name) {
    return switch (values.get(name)) {
      case null -> Optional.empty();
      case String text -> Optional.of(text);
      default -> throw new IllegalArgumentException("'" + name + "' must be a text");
    };
  }

  /// A whole number, or the given one when it is missing.
  public int integer(String name, int defaultValue) {
    return switch (values.get(name)) {
      case null -> defaultValue;
      case Number number when number.doubleValue() == Math.rint(number.doubleValue()) ->
          Math.toIntExact(number.longValue());
      default -> throw new IllegalArgumentException("'" + name + "' must be a whole number");
    };
  }

  /// A flag, or the given one when it is missing.
  public boolean flag(String name, boolean defaultValue) {
    return switch (values.get(name)) {
      case null -> defaultValue;
      case Boolean flag -> flag;
      default -> throw new IllegalArgumentException("'" + name + "' must be true or false");
    };
  }

  /// A list, empty when it is missing.
  public List<Object> list(String name) {
    return switch (values.get(name)) {
      case null -> List.of();
      // Unchecked because a JSON-shaped list holds whatever JSON holds.
      case List<?> list -> List.copyOf(list);
      default -> throw new IllegalArgumentException("'" + name + "' must be a list");
    };
  }
}
