package dev.loom.api.model;

import dev.loom.api.JsonValues;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// One question to a model.
///
/// @param role in which role it is asked
/// @param messages the conversation so far, oldest first, never empty
/// @param tools the tools on offer; with none the model answers in text
/// @param responseSchema the JSON Schema the answer should follow, where the endpoint can enforce
///   one
public record ModelRequest(
    ModelRole role,
    List<Message> messages,
    List<ToolDescription> tools,
    Optional<Map<String, Object>> responseSchema) {
  public ModelRequest {
    Objects.requireNonNull(role, "role");
    messages = List.copyOf(messages);
    tools = List.copyOf(tools);
    responseSchema = responseSchema.map(JsonValues::copyOf);
    if (messages.isEmpty()) {
      throw new IllegalArgumentException("a request has at least one message");
    }
  }
}
