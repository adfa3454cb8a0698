package dev.loom.api.model;

import dev.loom.api.JsonValues;
import java.util.Map;
import java.util.Objects;

/// A model's wish to have a tool called.
///
/// @param id the model's own id of this call, unique in its answer
/// @param name the tool's name as the model wrote it
/// @param arguments JSON-shaped
/// @param malformed what the model wrote as arguments when that was not a JSON object, else empty;
///   such a call is never run, and goes back to the model with the reason
public record ToolCall(String id, String name, Map<String, Object> arguments, String malformed) {
  public ToolCall {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(name, "name");
    arguments = JsonValues.copyOf(arguments);
    Objects.requireNonNull(malformed, "malformed");
  }

  /// A call whose arguments are well formed.
  public ToolCall(String id, String name, Map<String, Object> arguments) {
    this(id, name, arguments, "");
  }
}
