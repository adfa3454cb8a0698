package dev.loom.models.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.api.model.ModelException;
import dev.loom.api.model.TokenUsage;
import dev.loom.bus.json.Json;
import dev.loom.models.http.EndpointErrors;
import dev.loom.models.http.ProviderProtocol;
import dev.loom.models.http.ResponseBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Decodes the events of one message, or a complete message from servers that do not stream.
///
/// A response with reasoning is reassembled block by block, including signatures: the endpoint
/// accepts reasoning back only unchanged and at its original position.
final class AnthropicDecoder implements ProviderProtocol.Decoder {
  private static final int BLOCKS_MAX = 10_000;

  private final EndpointErrors errors;
  private final List<ContentBlock> content = new ArrayList<>();

  /// The newest block at each index. Gateways reuse an index for the next block.
  private final Map<Integer, ContentBlock> byIndex = new HashMap<>();

  private long inputTokens;
  private long cacheWriteTokens;
  private long cachedTokens;

  AnthropicDecoder(EndpointErrors errors) {
    this.errors = errors;
  }

  @Override
  public void decode(JsonNode event, ResponseBuilder response) throws ModelException {
    switch (event.path("type").asText("")) {
      case "message_start" -> startMessage(event.path("message"), response);
      case "content_block_start" ->
          startBlock(event.path("index").asInt(0), event.path("content_block"), response);
      case "content_block_delta" ->
          appendDelta(event.path("index").asInt(0), event.path("delta"), response);
      case "message_delta" -> {
        readUsage(event.path("usage"), response);
        readStopReason(event.at("/delta/stop_reason"), response);
      }
      case "message_stop" -> response.markEnded();
      case "message" -> readMessage(event, response);
      default -> {
        // Pings and event types added later.
      }
    }
  }

  private void startMessage(JsonNode message, ResponseBuilder response) {
    response.markStarted();
    response.setModel(message.path("model").asText(""));
    // The number of output tokens at the start is provisional.
    if (message.path("usage") instanceof ObjectNode usage) {
      readUsage(usage.deepCopy().without("output_tokens"), response);
    }
  }

  private void readMessage(JsonNode message, ResponseBuilder response) throws ModelException {
    startMessage(message, response);
    readUsage(message.path("usage"), response);
    var index = 0;
    for (var block : message.path("content")) {
      startBlock(index, block, response);
      index++;
    }
    readStopReason(message.path("stop_reason"), response);
    response.markEnded();
  }

  private void startBlock(int index, JsonNode block, ResponseBuilder response)
      throws ModelException {
    if (content.size() >= BLOCKS_MAX) {
      throw errors.overLimit("more than " + BLOCKS_MAX + " blocks in one response");
    }
    byIndex.remove(index);
    var position = content.size();
    ContentBlock.fromStart(block, position)
        .ifPresent(
            known -> {
              content.add(known);
              byIndex.put(index, known);
            });
    switch (block.path("type").asText("")) {
      case "text" -> response.appendText(block.path("text").asText(""));
      case "tool_use" ->
          response.appendToolCall(
              position, block.path("id").asText(""), block.path("name").asText(""), "");
      case "thinking" -> response.appendReasoning(block.path("thinking").asText(""));
      default -> {
        // Block types added later.
      }
    }
  }

  private void appendDelta(int index, JsonNode delta, ResponseBuilder response)
      throws ModelException {
    switch (delta.path("type").asText("")) {
      case "text_delta" -> response.appendText(append(index, "text", delta.path("text")));
      case "input_json_delta" -> {
        // Blocks of other types are calls of the server's own tools.
        var block = byIndex.get(index);
        if (block != null && block.isToolUse()) {
          var input = append(index, ContentBlock.INPUT, delta.path("partial_json"));
          response.appendToolCall(block.position, "", "", input);
        }
      }
      case "thinking_delta" ->
          response.appendReasoning(append(index, "thinking", delta.path("thinking")));
      case "signature_delta" -> append(index, "signature", delta.path("signature"));
      default -> {
        // Citations and delta types added later.
      }
    }
  }

  /// Appends to a field of a block and returns what was appended.
  private String append(int index, String field, JsonNode delta) {
    var text = delta.asText("");
    var block = byIndex.get(index);
    if (block != null) {
      block.append(field, text);
    }
    return text;
  }

  /// Adds the input that blocks of calls started with, unless it was streamed too: gateways send
  /// both.
  @Override
  public void end(ResponseBuilder response) throws ModelException {
    for (var block : content) {
      response.appendToolCall(block.position, "", "", block.inputAtStart());
    }
    keepProviderBlocks(response);
  }

  private void keepProviderBlocks(ResponseBuilder response) throws ModelException {
    if (content.stream().anyMatch(ContentBlock::isThinking)) {
      for (var block : content) {
        var json = block.toJson();
        if (json.isPresent()) {
          response.addProviderBlock(Json.toMap(json.get()));
        }
      }
    }
    content.clear();
  }

  /// Reads cumulative token counts. A count missing from an event is unchanged, and so is one that
  /// falls: gateways repeat the input count as zero at the end. The endpoint reports input tokens
  /// read from or written to its cache separately from other input.
  private void readUsage(JsonNode reported, ResponseBuilder response) {
    if (!reported.isObject()) {
      return;
    }
    inputTokens = atLeast(inputTokens, reported.path("input_tokens"));
    cacheWriteTokens = atLeast(cacheWriteTokens, reported.path("cache_creation_input_tokens"));
    cachedTokens = atLeast(cachedTokens, reported.path("cache_read_input_tokens"));
    response.setUsage(
        inputTokens + cacheWriteTokens + cachedTokens,
        reported.path("output_tokens").asLong(0),
        cachedTokens);
  }

  private static long atLeast(long known, JsonNode count) {
    return Math.max(known, Math.min(count.asLong(0), TokenUsage.TOKENS_MAX));
  }

  private static void readStopReason(JsonNode reason, ResponseBuilder response) {
    response.completeContent(reason.isTextual() ? reason.textValue() : "");
  }

  /// One content block of a streamed message, reassembled so that it can be sent back unchanged.
  private static final class ContentBlock {
    private static final ObjectMapper MAPPER = Json.mapper();
    private static final String INPUT = "input";

    private final ObjectNode block;
    private final Map<String, StringBuilder> deltas = new HashMap<>();

    /// Its number among the known blocks.
    private final int position;

    private ContentBlock(ObjectNode block, int position) {
      this.block = block;
      this.position = position;
    }

    /// Creates a block from its start event.
    ///
    /// @return empty if the block type is unknown; such blocks are not sent back
    static Optional<ContentBlock> fromStart(JsonNode start, int position) {
      var type = start.path("type").asText("");
      var block = MAPPER.createObjectNode().put("type", type);
      switch (type) {
        case "text" -> block.put("text", start.path("text").asText(""));
        case "tool_use" -> {
          block.put("id", start.path("id").asText("")).put("name", start.path("name").asText(""));
          block.set(
              INPUT, start.path(INPUT).isObject() ? start.get(INPUT) : MAPPER.createObjectNode());
        }
        case "thinking", "redacted_thinking" -> block = start.deepCopy();
        default -> {
          return Optional.empty();
        }
      }
      return Optional.of(new ContentBlock(block, position));
    }

    boolean isThinking() {
      return block.path("type").asText().endsWith("thinking");
    }

    void append(String field, String delta) {
      deltas
          .computeIfAbsent(field, first -> new StringBuilder(block.path(field).asText("")))
          .append(delta);
    }

    boolean isToolUse() {
      return block.has(INPUT);
    }

    /// Returns the input of a call that was not streamed as JSON; empty if there is none.
    String inputAtStart() {
      var streamed = deltas.get(INPUT);
      return block.path(INPUT).isEmpty() || streamed != null && !streamed.isEmpty()
          ? ""
          : block.get(INPUT).toString();
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
}
