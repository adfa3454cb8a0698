package dev.loom.models.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelResponse;
import dev.loom.contracts.json.Json;
import dev.loom.models.wire.Answer;
import dev.loom.models.wire.Failures;
import dev.loom.models.wire.Wire;
import java.util.SortedMap;
import java.util.TreeMap;

/// Reads the events of one message, or a whole message from servers that do not stream.
///
/// An answer with thinking is put together again as it was, block by block, signatures and all: the
/// endpoint takes thinking back only unchanged, and only where it stood.
final class MessageDecoder implements Wire.Decoder {
  private static final int BLOCKS_MAX = 10_000;

  private final Failures failures;
  private final SortedMap<Integer, ContentBlock> content = new TreeMap<>();
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
      case "message_delta" -> {
        usage(event.path("usage"), answer);
        stop(event.path("delta").path("stop_reason"), answer);
      }
      case "message_stop" -> end(answer);
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
      index++;
    }
    stop(message.path("stop_reason"), answer);
    end(answer);
  }

  private void startBlock(int index, JsonNode block, Answer answer) throws ModelException {
    if (content.size() >= BLOCKS_MAX) {
      throw failures.overLimit("more than " + BLOCKS_MAX + " blocks in one answer");
    }
    ContentBlock.of(block).ifPresent(known -> content.put(index, known));
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
      case "thinking" -> think(block.path("thinking").asText(""), answer);
      default -> {
        // A kind of block that comes to be later.
      }
    }
  }

  private void delta(int index, JsonNode delta, Answer answer) throws ModelException {
    switch (delta.path("type").asText("")) {
      case "text_delta" -> {
        append(index, "text", delta.path("text").asText(""));
        say(delta.path("text").asText(""), answer);
      }
      case "input_json_delta" -> {
        append(index, "input", delta.path("partial_json").asText(""));
        answer.toolCall(index, "", "", delta.path("partial_json").asText(""));
      }
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
    var block = content.get(index);
    if (block != null) {
      block.append(field, piece);
    }
  }

  private void end(Answer answer) throws ModelException {
    keepContent(answer);
    answer.done();
  }

  private void keepContent(Answer answer) throws ModelException {
    if (content.values().stream().anyMatch(ContentBlock::isThinking)) {
      for (var block : content.values()) {
        var whole = block.whole();
        if (whole.isPresent()) {
          answer.keep(Json.toMap(whole.get()));
        }
      }
    }
    content.clear();
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

  /// A connection that breaks from here on loses nothing, so the content is whole now.
  private void stop(JsonNode reason, Answer answer) throws ModelException {
    if (!reason.isTextual()) {
      return;
    }
    keepContent(answer);
    answer.finished(
        switch (reason.textValue()) {
          case "max_tokens", "model_context_window_exceeded" -> ModelResponse.StopReason.LENGTH;
          case "refusal" -> ModelResponse.StopReason.REFUSAL;
          // Any other reason says nothing that the content does not say better.
          default -> ModelResponse.StopReason.DONE;
        });
  }
}
