package dev.loom.api.model;

import dev.loom.api.JsonValues;
import java.util.Map;
import java.util.Objects;

/// Represents a tool call requested by a model.
///
/// @param id the model's id of this call, unique within its response
/// @param name tool name as written by the model
/// @param arguments arguments, a JSON-shaped map
/// @param malformed raw arguments if they were not a JSON object, otherwise empty; such a call is
///   never executed but returned to the model with the reason
public record ToolCall(String id, String name, Map<String, Object> arguments, String malformed) {
  public ToolCall {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(name, "name");
    arguments = JsonValues.copyOf(arguments);
    Objects.requireNonNull(malformed, "malformed");
  }

  /// Creates a call with well-formed arguments.
  public ToolCall(String id, String name, Map<String, Object> arguments) {
    this(id, name, arguments, "");
  }
}
