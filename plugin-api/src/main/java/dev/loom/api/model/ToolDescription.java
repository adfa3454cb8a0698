package dev.loom.api.model;

import dev.loom.api.JsonValues;
import java.util.Map;
import java.util.Objects;

/// Describes a tool to a model.
///
/// @param name name used in tool calls
/// @param description purpose of the tool
/// @param parameters JSON Schema of the arguments, a JSON-shaped map
public record ToolDescription(String name, String description, Map<String, Object> parameters) {
  public ToolDescription {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(description, "description");
    parameters = JsonValues.copyOf(parameters);
  }
}
