package dev.loom.models.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.bus.json.Json;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// One content block of a streamed message, reassembled so that it can be sent back unchanged.
final class ReturnedContentBlock {
  private static final ObjectMapper MAPPER = Json.mapper();
  private static final String INPUT = "input";

  private final ObjectNode block;
  private final Map<String, StringBuilder> deltas = new HashMap<>();

  private ReturnedContentBlock(ObjectNode block) {
    this.block = block;
  }

  /// Creates a block from its start event.
  ///
  /// @return empty if the block type is unknown; such blocks are not sent back
  static Optional<ReturnedContentBlock> fromStart(JsonNode start) {
    var type = start.path("type").asText("");
    var block = MAPPER.createObjectNode().put("type", type);
    return switch (type) {
      case "text" ->
          Optional.of(new ReturnedContentBlock(block.put("text", start.path("text").asText(""))));
      case "tool_use" -> {
        block.put("id", start.path("id").asText("")).put("name", start.path("name").asText(""));
        block.set(
            INPUT, start.path(INPUT).isObject() ? start.get(INPUT) : MAPPER.createObjectNode());
        yield Optional.of(new ReturnedContentBlock(block));
      }
      case "thinking", "redacted_thinking" ->
          Optional.of(new ReturnedContentBlock(start.deepCopy()));
      default -> Optional.empty();
    };
  }

  boolean isThinking() {
    return block.path("type").asText().endsWith("thinking");
  }

  void append(String field, String delta) {
    deltas
        .computeIfAbsent(field, first -> new StringBuilder(block.path(field).asText("")))
        .append(delta);
  }

  /// Returns the block as received so far; empty for blank text, which the endpoint would reject.
  Optional<ObjectNode> toJson() {
    var result = block.deepCopy();
    deltas.forEach(
        (field, text) -> {
          if (field.equals(INPUT)) {
            result.set(field, parseInput(text.toString()));
          } else {
            result.put(field, text.toString());
          }
        });
    return result.path("text").asText("x").isBlank() ? Optional.empty() : Optional.of(result);
  }

  /// Replaces malformed input with an empty object, which the endpoint accepts. The tool result
  /// reports the malformed input to the model.
  private static JsonNode parseInput(String text) {
    return Json.tryParse(text).filter(JsonNode::isObject).orElseGet(MAPPER::createObjectNode);
  }
}
