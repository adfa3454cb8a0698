package dev.loom.api.model;

import dev.loom.api.JsonValues;
import java.util.Map;
import java.util.Objects;

/// A tool as a model sees it.
///
/// @param name what the model calls it by
/// @param description what it does
/// @param parameters the JSON Schema of its arguments, JSON-shaped
public record ToolDescription(String name, String description, Map<String, Object> parameters) {
  public ToolDescription {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(description, "description");
    parameters = JsonValues.copyOf(parameters);
  }
}
