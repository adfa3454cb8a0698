package dev.loom.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.api.model.ModelResponse;
import dev.loom.bus.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Encodes responses as numbered events of OpenAI's Responses API; no event marks the end of the
/// stream. Encrypts all reasoning and records which call it led to.
final class OpenAiResponsesEncoder implements ResponseEncoder {
  private static final String COMPLETED = "completed";

  private final Map<String, String> encrypted = new ConcurrentHashMap<>();
  private final Map<String, String> reasoningByCall = new ConcurrentHashMap<>();
  private final Map<String, String> itemAfterReasoning = new ConcurrentHashMap<>();
  private final AtomicInteger items = new AtomicInteger();

  /// Returns the encrypted content by reasoning id.
  Map<String, String> encrypted() {
    return encrypted;
  }

  /// Returns the id of the reasoning that led to a call, by `call_id`.
  Map<String, String> reasoningByCall() {
    return reasoningByCall;
  }

  /// Returns the key of the item after a reasoning item, by reasoning id; see [#keyOf].
  Map<String, String> itemAfterReasoning() {
    return itemAfterReasoning;
  }

  /// Returns the key of an item: its `call_id`, the id of reasoning, or its type.
  static String keyOf(JsonNode item) {
    var type = item.path("type").asText("message");
    return switch (type) {
      case "function_call" -> item.path("call_id").asText();
      case "reasoning" -> item.path("id").asText();
      default -> type;
    };
  }

  /// Collects the events of one response.
  private static final class Events {
    private final List<String> written = new ArrayList<>();

    void add(String type, String rest) {
      written.add(
          "event: %s\ndata: {\"type\":\"%s\",\"sequence_number\":%d,\"new_field\":1%s}\n\n"
              .formatted(type, type, written.size(), rest.isEmpty() ? "" : "," + rest));
    }
  }

  @Override
  public String contentType() {
    return "text/event-stream";
  }

  @Override
  public List<String> stream(ScriptedResponse scripted) {
    var events = new Events();
    var response = response(scripted, "in_progress");
    events.add("response.created", "\"response\":" + response);
    events.add("response.in_progress", "\"response\":" + response);
    var output = items(scripted);
    for (var at = 0; at < output.size(); at++) {
      var isCutHere = !scripted.isComplete() && at == output.size() - 1;
      encodePart(scripted.parts().get(at), output.get(at), at, isCutHere, events);
    }
    if (scripted.isComplete()) {
      var whole = response(scripted, statusOf(scripted));
      output.forEach(whole.withArray("output")::add);
      events.add("response." + statusOf(scripted), "\"response\":" + whole);
    }
    return events.written;
  }

  private static void encodePart(
      ScriptedResponse.Part part, ObjectNode item, int index, boolean isCutHere, Events events) {
    var here = "\"item_id\":" + item.path("id") + ",\"output_index\":" + index;
    var begun = item.deepCopy().put("status", "in_progress");
    switch (part) {
      case ScriptedResponse.Part.Thinking thinking -> {
        begun.putArray("summary");
        begun.put("encrypted_content", "");
        added(index, begun, events);
        encodeThinking(thinking, here + ",\"summary_index\":0", isCutHere, events);
      }
      case ScriptedResponse.Part.Text text -> {
        begun.putArray("content");
        added(index, begun, events);
        encodeText(text, here + ",\"content_index\":0", isCutHere, events);
      }
      case ScriptedResponse.Part.Call call -> {
        added(index, begun.put("arguments", ""), events);
        var kind = "response.function_call_arguments.";
        (call.deltas().isEmpty() ? List.of(call.arguments()) : call.deltas())
            .forEach(piece -> events.add(kind + "delta", delta(here, piece)));
        if (!isCutHere) {
          events.add(
              kind + "done",
              here
                  + ",\"name\":"
                  + Json.write(call.name())
                  + ",\"arguments\":"
                  + item.path("arguments"));
        }
      }
    }
    if (!isCutHere) {
      events.add("response.output_item.done", "\"output_index\":" + index + ",\"item\":" + item);
    }
  }

  private static void added(int index, ObjectNode item, Events events) {
    events.add("response.output_item.added", "\"output_index\":" + index + ",\"item\":" + item);
  }

  private static String delta(String here, String piece) {
    return here + ",\"delta\":" + Json.write(piece) + ",\"obfuscation\":\"x7\"";
  }

  private static void encodeThinking(
      ScriptedResponse.Part.Thinking thinking, String here, boolean isCutHere, Events events) {
    if (thinking.deltas().isEmpty()) {
      return;
    }
    var kind = "response.reasoning_summary_";
    var part = ",\"part\":{\"type\":\"summary_text\",\"text\":";
    events.add(kind + "part.added", here + part + "\"\"}");
    thinking.deltas().forEach(piece -> events.add(kind + "text.delta", delta(here, piece)));
    if (!isCutHere) {
      var whole = Json.write(String.join("", thinking.deltas()));
      events.add(kind + "text.done", here + ",\"text\":" + whole);
      events.add(kind + "part.done", here + part + whole + "}");
    }
  }

  private static void encodeText(
      ScriptedResponse.Part.Text text, String here, boolean isCutHere, Events events) {
    var part = ",\"part\":{\"type\":\"output_text\",\"annotations\":[],\"logprobs\":[],\"text\":";
    events.add("response.content_part.added", here + part + "\"\"}");
    text.deltas()
        .forEach(
            piece ->
                events.add("response.output_text.delta", delta(here, piece) + ",\"logprobs\":[]"));
    if (!isCutHere) {
      var whole = Json.write(String.join("", text.deltas()));
      events.add("response.output_text.done", here + ",\"logprobs\":[],\"text\":" + whole);
      events.add("response.content_part.done", here + part + whole + "}");
    }
  }

  private List<ObjectNode> items(ScriptedResponse scripted) {
    var made = new ArrayList<ObjectNode>();
    var reasoning = "";
    for (var part : scripted.parts()) {
      var item = Json.mapper().createObjectNode();
      var number = items.incrementAndGet();
      switch (part) {
        case ScriptedResponse.Part.Thinking thinking -> {
          reasoning = "rs_" + number;
          encrypted.put(reasoning, "gAAAA+/" + number);
          item.put("id", reasoning).put("type", "reasoning");
          var summary = item.putArray("summary");
          if (!thinking.deltas().isEmpty()) {
            summary
                .addObject()
                .put("type", "summary_text")
                .put("text", String.join("", thinking.deltas()));
          }
          item.put("encrypted_content", encrypted.get(reasoning));
        }
        case ScriptedResponse.Part.Text text -> {
          item.put("id", "msg_" + number).put("type", "message").put("role", "assistant");
          item.put("status", COMPLETED)
              .putArray("content")
              .addObject()
              .put("type", "output_text")
              .put("text", String.join("", text.deltas()))
              .putArray("annotations");
        }
        case ScriptedResponse.Part.Call call -> {
          item.put("id", "fc_" + number).put("type", "function_call").put("status", COMPLETED);
          item.put("call_id", call.id()).put("name", call.name());
          item.put("arguments", call.arguments());
          if (!reasoning.isEmpty()) {
            reasoningByCall.put(call.id(), reasoning);
          }
        }
      }
      made.add(item);
    }
    for (var at = 0; at < made.size(); at++) {
      if (made.get(at).path("type").asText().equals("reasoning")) {
        itemAfterReasoning.put(
            keyOf(made.get(at)), at + 1 < made.size() ? keyOf(made.get(at + 1)) : "");
      }
    }
    return made;
  }

  private static String statusOf(ScriptedResponse scripted) {
    return scripted.reason().isEmpty() || scripted.reason().equals(COMPLETED)
        ? COMPLETED
        : "incomplete";
  }

  private static ObjectNode response(ScriptedResponse scripted, String status) {
    var response = Json.mapper().createObjectNode();
    response.put("id", "resp_1").put("object", "response").put("created_at", 1_790_000_000);
    response.put("status", status).put("model", "m-1").putNull("error");
    response.putNull("instructions").putObject("metadata");
    response.put("parallel_tool_calls", true).put("tool_choice", "auto").putArray("tools");
    response.putArray("output");
    if (status.equals("incomplete")) {
      response.putObject("incomplete_details").put("reason", scripted.reason());
    } else {
      response.putNull("incomplete_details");
    }
    if (status.equals("in_progress") || scripted.counts().isEmpty()) {
      response.putNull("usage");
      return response;
    }
    var counts = scripted.counts().get();
    var usage = response.putObject("usage");
    usage.put("input_tokens", counts.input()).put("output_tokens", counts.output());
    usage.put("total_tokens", counts.input() + counts.output());
    usage.putObject("input_tokens_details").put("cached_tokens", counts.cached());
    usage.putObject("output_tokens_details").put("reasoning_tokens", 0);
    return response;
  }

  @Override
  public String document(ScriptedResponse scripted) {
    var response = response(scripted, statusOf(scripted));
    items(scripted).forEach(response.withArray("output")::add);
    return response.toString();
  }

  @Override
  public String errorInStream(String message) {
    return "event: error\ndata: {\"type\":\"error\",\"sequence_number\":9,\"code\":\"server_error\",\"message\":%s,\"param\":null}\n\n"
        .formatted(Json.write(message));
  }

  @Override
  public List<String> noise() {
    return List.of(
        ": keep-alive\n\n",
        "event: response.later.delta\ndata: {\"type\":\"response.later.delta\",\"delta\":\"x\"}\n\n",
        "event: response.queued\ndata: {\"type\":\"response.queued\",\"response\":{\"id\":\"r\"}}\n\n",
        "event: response.output_item.added\ndata: {\"type\":\"response.output_item.added\",\"output_index\":90,\"item\":{\"type\":\"later_call\",\"id\":\"x\"}}\n\n",
        "retry: 3000\n\n");
  }

  @Override
  public Map<String, ModelResponse.StopReason> reasons() {
    return Map.of(
        COMPLETED,
        ModelResponse.StopReason.DONE,
        "max_output_tokens",
        ModelResponse.StopReason.LENGTH,
        "content_filter",
        ModelResponse.StopReason.REFUSAL);
  }
}
