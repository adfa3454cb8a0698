package dev.loom.models;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.api.model.ModelResponse;
import dev.loom.bus.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Encodes responses as Anthropic events and signs all reasoning.
final class AnthropicEncoder implements ResponseEncoder {
  private final Map<String, Signed> signed = new ConcurrentHashMap<>();
  private final AtomicInteger answers = new AtomicInteger();

  /// Reasoning with the position that its signature covers.
  ///
  /// @param order the signatures, call ids and texts of the complete response
  record Signed(String thought, List<String> order) {}

  /// Returns the signed reasoning by signature.
  Map<String, Signed> signed() {
    return signed;
  }

  @Override
  public String contentType() {
    return "text/event-stream";
  }

  private static String event(String type, String rest) {
    return "event: %s\ndata: {\"type\":\"%s\"%s}\n\n"
        .formatted(type, type, rest.isEmpty() ? "" : "," + rest);
  }

  @Override
  public List<String> stream(ScriptedResponse response) {
    var messages = new ArrayList<String>();
    var signatures = sign(response);
    var counts = response.counts().orElse(new ScriptedResponse.Counts(0, 0, 0));
    messages.add(
        event("message_start", "\"new_field\":1,\"message\":" + message(counts, "[]", "null", 1)));
    var index = 0;
    for (var part : response.parts()) {
      switch (part) {
        case ScriptedResponse.Part.Thinking thinking ->
            encodeThinking(thinking, signatures.get(index), index, messages);
        case ScriptedResponse.Part.Text text -> {
          start(index, "{\"type\":\"text\",\"text\":\"\"}", messages);
          for (var piece : text.deltas()) {
            delta(index, "\"type\":\"text_delta\",\"text\":" + Json.write(piece), messages);
          }
        }
        case ScriptedResponse.Part.Call call -> {
          start(index, toolUse(call, "{}"), messages);
          for (var piece : call.deltas()) {
            delta(
                index,
                "\"type\":\"input_json_delta\",\"partial_json\":" + Json.write(piece),
                messages);
          }
        }
      }
      var isCutHere = !response.isComplete() && index == response.parts().size() - 1;
      if (!isCutHere) {
        messages.add(event("content_block_stop", "\"index\":" + index));
      }
      index++;
    }
    if (response.isComplete()) {
      messages.add(
          event(
              "message_delta",
              "\"delta\":{\"stop_reason\":%s,\"stop_sequence\":null},\"usage\":%s"
                  .formatted(Json.write(reasonOf(response)), usage(counts, counts.output()))));
      messages.add(event("message_stop", ""));
    }
    return messages;
  }

  private static void encodeThinking(
      ScriptedResponse.Part.Thinking thinking, String signature, int index, List<String> messages) {
    start(index, "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}", messages);
    for (var piece : thinking.deltas()) {
      delta(index, "\"type\":\"thinking_delta\",\"thinking\":" + Json.write(piece), messages);
    }
    delta(index, "\"type\":\"signature_delta\",\"signature\":" + Json.write(signature), messages);
  }

  /// Returns a key for each part in order: a signature, a call id, or `text`.
  private List<String> sign(ScriptedResponse response) {
    var answer = answers.incrementAndGet();
    var order = new ArrayList<String>();
    for (var part : response.parts()) {
      order.add(
          switch (part) {
            case ScriptedResponse.Part.Thinking thinking ->
                "EqQB+/%d/%d==".formatted(answer, order.size());
            case ScriptedResponse.Part.Text text -> "text";
            case ScriptedResponse.Part.Call call -> call.id();
          });
    }
    for (var at = 0; at < order.size(); at++) {
      if (response.parts().get(at) instanceof ScriptedResponse.Part.Thinking thinking) {
        signed.put(
            order.get(at), new Signed(String.join("", thinking.deltas()), List.copyOf(order)));
      }
    }
    return order;
  }

  private static void start(int index, String block, List<String> messages) {
    messages.add(
        event("content_block_start", "\"index\":" + index + ",\"content_block\":" + block));
  }

  private static void delta(int index, String delta, List<String> messages) {
    messages.add(event("content_block_delta", "\"index\":" + index + ",\"delta\":{" + delta + "}"));
  }

  private static String toolUse(ScriptedResponse.Part.Call call, String input) {
    return "{\"type\":\"tool_use\",\"id\":%s,\"name\":%s,\"input\":%s,\"caller\":{\"type\":\"direct\"}}"
        .formatted(Json.write(call.id()), Json.write(call.name()), input);
  }

  private static String message(
      ScriptedResponse.Counts counts, String content, String reason, int output) {
    return ("{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m-1\","
            + "\"content\":%s,\"stop_reason\":%s,\"stop_sequence\":null,\"usage\":%s}")
        .formatted(content, reason, usage(counts, output));
  }

  /// Input tokens read from or written to the cache are reported separately from other input.
  private static String usage(ScriptedResponse.Counts counts, int output) {
    return ("{\"input_tokens\":%d,\"cache_creation_input_tokens\":0,"
            + "\"cache_read_input_tokens\":%d,\"output_tokens\":%d}")
        .formatted(counts.input() - counts.cached(), counts.cached(), output);
  }

  private static String reasonOf(ScriptedResponse response) {
    if (!response.reason().isEmpty()) {
      return response.reason();
    }
    return response.hasCalls() ? "tool_use" : "end_turn";
  }

  @Override
  public String document(ScriptedResponse response) {
    var content = Json.mapper().createArrayNode();
    var signatures = sign(response).iterator();
    for (var part : response.parts()) {
      var signature = signatures.next();
      ObjectNode block = content.addObject();
      switch (part) {
        case ScriptedResponse.Part.Thinking thinking ->
            block
                .put("type", "thinking")
                .put("thinking", String.join("", thinking.deltas()))
                .put("signature", signature);
        case ScriptedResponse.Part.Text text ->
            block.put("type", "text").put("text", String.join("", text.deltas()));
        case ScriptedResponse.Part.Call call ->
            block.setAll((ObjectNode) Json.parse(toolUse(call, call.arguments())));
      }
    }
    var counts = response.counts().orElse(new ScriptedResponse.Counts(0, 0, 0));
    return message(counts, content.toString(), Json.write(reasonOf(response)), counts.output());
  }

  @Override
  public String errorInStream(String message) {
    return "event: error\ndata: " + StrictAnthropic.errorOf(529, message) + "\n\n";
  }

  @Override
  public List<String> noise() {
    return List.of(
        event("ping", ""),
        ": keep-alive\n\n",
        event("something_later", "\"new\":[1]"),
        event("content_block_delta", "\"index\":0,\"delta\":{\"type\":\"later_delta\",\"new\":1}"),
        event("content_block_start", "\"index\":90,\"content_block\":{\"type\":\"later_block\"}"),
        event("content_block_stop", "\"index\":90"));
  }

  @Override
  public Map<String, ModelResponse.StopReason> reasons() {
    return Map.of(
        "end_turn", ModelResponse.StopReason.DONE,
        "stop_sequence", ModelResponse.StopReason.DONE,
        "tool_use", ModelResponse.StopReason.DONE,
        "max_tokens", ModelResponse.StopReason.LENGTH,
        "model_context_window_exceeded", ModelResponse.StopReason.LENGTH,
        "refusal", ModelResponse.StopReason.REFUSAL);
  }
}
