package dev.loom.models.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelResponse;
import dev.loom.contracts.json.Json;
import dev.loom.models.wire.Answer;
import dev.loom.models.wire.Failures;
import dev.loom.models.wire.Wire;
import java.util.HashMap;
import java.util.Map;

/// Reads the events of one message, or a whole message from servers that do not stream.
///
/// Blocks of thinking are put together again as they were, signature and all, because the endpoint
/// takes them back only so.
final class MessageDecoder implements Wire.Decoder {
  private static final int BLOCKS_MAX = 10_000;

  private final Failures failures;
  private final Map<Integer, ObjectNode> thinking = new HashMap<>();
  private long inputTokens;
  private long cachedTokens;
  private long outputTokens;

  MessageDecoder(Failures failures) {
    this.failures = failures;
  }

  @Override
  public void read(JsonNode event, Answer answer) throws ModelException {
    switch (event.path("type").asText("")) {
      case "message_start" -> start(event.path("message"), answer);
      case "content_block_start" ->
          startBlock(event.path("index").asInt(0), event.path("content_block"), answer);
      case "content_block_delta" ->
          delta(event.path("index").asInt(0), event.path("delta"), answer);
      case "content_block_stop" -> endBlock(event.path("index").asInt(0), answer);
      case "message_delta" -> {
        usage(event.path("usage"), answer);
        stop(event.path("delta").path("stop_reason"), answer);
      }
      case "message_stop" -> answer.done();
      case "message" -> whole(event, answer);
      case "error" -> throw failures.inStream(event.path("error"));
      default -> {
        // Pings, and events that come to be later.
      }
    }
  }

  private void start(JsonNode message, Answer answer) {
    answer.begun();
    answer.model(message.path("model").asText(""));
    usage(message.path("usage"), answer);
  }

  private void whole(JsonNode message, Answer answer) throws ModelException {
    start(message, answer);
    var index = 0;
    for (var block : message.path("content")) {
      startBlock(index, block, answer);
      endBlock(index, answer);
      index++;
    }
    stop(message.path("stop_reason"), answer);
    answer.done();
  }

  private void startBlock(int index, JsonNode block, Answer answer) throws ModelException {
    switch (block.path("type").asText("")) {
      case "text" -> say(block.path("text").asText(""), answer);
      case "tool_use" -> {
        var input = block.path("input");
        answer.toolCall(
            index,
            block.path("id").asText(""),
            block.path("name").asText(""),
            input.isObject() && !input.isEmpty() ? input.toString() : "");
      }
      case "thinking", "redacted_thinking" -> {
        if (thinking.size() >= BLOCKS_MAX) {
          throw failures.overLimit("more than " + BLOCKS_MAX + " blocks in one answer");
        }
        thinking.put(index, block.deepCopy());
        think(block.path("thinking").asText(""), answer);
      }
      default -> {
        // A kind of block that comes to be later.
      }
    }
  }

  private void delta(int index, JsonNode delta, Answer answer) throws ModelException {
    switch (delta.path("type").asText("")) {
      case "text_delta" -> say(delta.path("text").asText(""), answer);
      case "input_json_delta" ->
          answer.toolCall(index, "", "", delta.path("partial_json").asText(""));
      case "thinking_delta" -> {
        append(index, "thinking", delta.path("thinking").asText(""));
        think(delta.path("thinking").asText(""), answer);
      }
      case "signature_delta" -> append(index, "signature", delta.path("signature").asText(""));
      default -> {
        // Citations, and kinds that come to be later.
      }
    }
  }

  private static void say(String piece, Answer answer) throws ModelException {
    if (!piece.isEmpty()) {
      answer.text(piece);
    }
  }

  private static void think(String piece, Answer answer) throws ModelException {
    if (!piece.isEmpty()) {
      answer.thinking(piece);
    }
  }

  private void append(int index, String field, String piece) {
    var block = thinking.get(index);
    if (block != null) {
      block.put(field, block.path(field).asText("") + piece);
    }
  }

  private void endBlock(int index, Answer answer) throws ModelException {
    var block = thinking.remove(index);
    if (block != null) {
      answer.keep(Json.tree(block));
    }
  }

  /// Counts are of the whole message so far; what an event leaves out has not changed. The tokens
  /// that came from a cache, or went into it, are told apart from the other input.
  private void usage(JsonNode reported, Answer answer) {
    if (!reported.isObject()) {
      return;
    }
    if (reported.hasNonNull("input_tokens")) {
      cachedTokens = reported.path("cache_read_input_tokens").asLong(0);
      inputTokens =
          reported.path("input_tokens").asLong(0)
              + reported.path("cache_creation_input_tokens").asLong(0)
              + cachedTokens;
    }
    outputTokens = reported.path("output_tokens").asLong(outputTokens);
    answer.usage(inputTokens, outputTokens, cachedTokens);
  }

  private static void stop(JsonNode reason, Answer answer) {
    if (!reason.isTextual()) {
      return;
    }
    answer.finished(
        switch (reason.textValue()) {
          case "max_tokens", "model_context_window_exceeded" -> ModelResponse.Stop.LENGTH;
          case "refusal" -> ModelResponse.Stop.REFUSAL;
          // Any other reason says nothing that the content does not say better.
          default -> ModelResponse.Stop.DONE;
        });
  }
}
