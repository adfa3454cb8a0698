package dev.loom.models.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.api.model.ModelException;
import dev.loom.api.model.ProviderState;
import dev.loom.bus.json.Json;
import dev.loom.models.http.ResponseBuilder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What a server adds to a message and its calls and requires back unchanged: thought signatures
/// (Google's `extra_content`), `reasoning_details` (OpenRouter) and `thinking_blocks` (LiteLLM).
///
/// Kept as provider state: one block per call, by its position because ids may be renamed, one for
/// the message, and one with the reasoning.
final class ChatCompletionsState {
  private static final String TEXT = "text";
  private static final String CALL = "call";
  private static final String FIELDS = "fields";
  private static final String FUNCTION = "function";
  private static final List<String> DETAILS = List.of("reasoning_details", "thinking_blocks");
  private static final String SIGNATURE = "signature";
  private static final List<String> MESSAGE_FIELDS = List.of("extra_content");
  private static final String THINKING = "thinking";
  private static final Set<String> TEXT_FIELDS = Set.of(TEXT, "summary", "data", THINKING);
  private static final Set<String> KNOWN_CALL_FIELDS = Set.of("index", "id", "type", FUNCTION);
  private static final Set<String> KNOWN_FUNCTION_FIELDS = Set.of("name", "arguments");

  private final Map<Integer, ObjectNode> calls = new TreeMap<>();
  private final ObjectNode message = Json.mapper().createObjectNode();

  /// Adds the fields of a fragment of a call.
  ///
  /// @param position the number of calls before it
  void addCall(int position, JsonNode fragment) {
    var added = unknownFields(fragment, KNOWN_CALL_FIELDS);
    var inFunction = unknownFields(fragment.path(FUNCTION), KNOWN_FUNCTION_FIELDS);
    if (!inFunction.isEmpty()) {
      added.set(FUNCTION, inFunction);
    }
    if (!added.isEmpty()) {
      merge(calls.computeIfAbsent(position, first -> Json.mapper().createObjectNode()), added);
    }
  }

  private static ObjectNode unknownFields(JsonNode json, Set<String> known) {
    var fields = Json.mapper().createObjectNode();
    json.properties()
        .forEach(
            field -> {
              if (!known.contains(field.getKey()) && !field.getValue().isNull()) {
                fields.set(field.getKey(), field.getValue());
              }
            });
    return fields;
  }

  private static void merge(ObjectNode target, ObjectNode added) {
    added
        .properties()
        .forEach(
            field -> {
              if (target.get(field.getKey()) instanceof ObjectNode inner
                  && field.getValue() instanceof ObjectNode addedInner) {
                merge(inner, addedInner);
              } else {
                target.set(field.getKey(), field.getValue());
              }
            });
  }

  /// Adds the fields of a message or its delta.
  void addMessage(JsonNode delta) {
    for (var name : MESSAGE_FIELDS) {
      if (delta.hasNonNull(name)) {
        message.set(name, delta.get(name));
      }
    }
    for (var name : DETAILS) {
      delta.path(name).forEach(detail -> addDetail(message.withArray(name), detail));
    }
  }

  /// Appends a detail, or its text to the last one that it continues: the one with its index, or
  /// the one that its signature has not ended yet.
  private static void addDetail(ArrayNode details, JsonNode detail) {
    var last = details.path(details.size() - 1);
    var continues =
        last instanceof ObjectNode
            && last.path("type").equals(detail.path("type"))
            && (detail.has("index")
                ? last.path("index").equals(detail.get("index"))
                : detail.has(THINKING) && last.path(SIGNATURE).asText("").isEmpty());
    if (!continues) {
      details.add(detail.<JsonNode>deepCopy());
      return;
    }
    for (var field : detail.properties()) {
      var name = field.getKey();
      if (TEXT_FIELDS.contains(name)) {
        ((ObjectNode) last).put(name, last.path(name).asText("") + field.getValue().asText(""));
      } else if (!field.getValue().isNull()) {
        ((ObjectNode) last).set(name, field.getValue());
      }
    }
  }

  /// Adds the blocks to the response.
  ///
  /// @param reasoning the reasoning to send back; empty if the server requires none
  void addTo(ResponseBuilder response, String reasoning) throws ModelException {
    if (!reasoning.isEmpty()) {
      response.addProviderBlock(Map.of(TEXT, reasoning));
    }
    for (var call : calls.entrySet()) {
      response.addProviderBlock(Map.of(CALL, call.getKey(), FIELDS, Json.toMap(call.getValue())));
    }
    if (!message.isEmpty()) {
      response.addProviderBlock(Map.of(FIELDS, Json.toMap(message)));
    }
  }

  /// Returns the reasoning that some servers require back with a tool call.
  static String reasoningIn(ProviderState state) {
    return state.blocks().stream()
        .map(block -> block.get(TEXT))
        .filter(String.class::isInstance)
        .map(String.class::cast)
        .findFirst()
        .orElse("");
  }

  /// Writes the fields back to a message and its calls.
  static void write(ProviderState state, ObjectNode json) {
    for (var block : state.blocks()) {
      if (block.get(FIELDS) instanceof Map<?, ?> fields) {
        var target =
            block.get(CALL) instanceof Number position
                ? json.path("tool_calls").path(position.intValue())
                : json;
        if (target instanceof ObjectNode object) {
          merge(object, Json.mapper().valueToTree(fields));
        }
      }
    }
  }
}
