package dev.loom.api.model;

import dev.loom.api.JsonValues;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Represents a request to a model.
///
/// @param role purpose of the call
/// @param messages conversation, oldest message first, never empty
/// @param tools available tools; if empty, the model responds in text
/// @param responseSchema JSON Schema for the response, applied if the endpoint supports it
/// @param assignment the same work as data, for providers that follow rules; empty if there is none
public record ModelRequest(
    ModelRole role,
    List<Message> messages,
    List<ToolDescription> tools,
    Optional<Map<String, Object>> responseSchema,
    Optional<Assignment> assignment) {
  public ModelRequest {
    Objects.requireNonNull(role, "role");
    messages = List.copyOf(messages);
    tools = List.copyOf(tools);
    responseSchema = responseSchema.map(JsonValues::copyOf);
    Objects.requireNonNull(assignment, "assignment");
    if (messages.isEmpty()) {
      throw new IllegalArgumentException("a request must have at least one message");
    }
  }

  /// Creates a request without an assignment.
  public ModelRequest(
      ModelRole role,
      List<Message> messages,
      List<ToolDescription> tools,
      Optional<Map<String, Object>> responseSchema) {
    this(role, messages, tools, responseSchema, Optional.empty());
  }
}
