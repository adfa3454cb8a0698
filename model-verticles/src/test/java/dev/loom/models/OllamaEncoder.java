package dev.loom.models;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.api.model.ModelResponse;
import dev.loom.bus.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Encodes responses as Ollama lines. A tool call is one line with all its arguments as an object.
final class OllamaEncoder implements ResponseEncoder {
  @Override
  public String contentType() {
    return "application/x-ndjson";
  }

  @Override
  public List<String> stream(ScriptedResponse response) {
    var lines = new ArrayList<String>();
    var calls = 0;
    for (var part : response.parts()) {
      switch (part) {
        case ScriptedResponse.Part.Thinking thinking ->
            thinking.deltas().forEach(piece -> lines.add(line(said("").put("thinking", piece))));
        case ScriptedResponse.Part.Text text ->
            text.deltas().forEach(piece -> lines.add(line(said(piece))));
        case ScriptedResponse.Part.Call call -> {
          var message = said("");
          add(call, calls++, message);
          lines.add(line(message));
        }
      }
    }
    if (response.isComplete()) {
      lines.add(last(said(""), response) + "\n");
    }
    return lines;
  }

  private static ObjectNode said(String content) {
    return Json.mapper().createObjectNode().put("role", "assistant").put("content", content);
  }

  private static void add(ScriptedResponse.Part.Call call, int index, ObjectNode message) {
    message
        .withArray("tool_calls")
        .addObject()
        .put("id", call.id())
        .putObject("function")
        .put("index", index)
        .put("name", call.name())
        .set("arguments", Json.parse(call.arguments()));
  }

  private static String line(ObjectNode message) {
    return start(message) + ",\"done\":false,\"new_field\":1}\n";
  }

  private static String start(ObjectNode message) {
    return "{\"model\":\"m-1\",\"created_at\":\"2026-11-22T12:00:00.1Z\",\"message\":" + message;
  }

  private static String last(ObjectNode message, ScriptedResponse response) {
    var reason = response.reason().isEmpty() ? "stop" : response.reason();
    return start(message)
        + ",\"done\":true,\"done_reason\":"
        + Json.write(reason)
        + ",\"total_duration\":9,\"load_duration\":1,\"prompt_eval_duration\":2,\"eval_duration\":3"
        + response.counts().map(OllamaEncoder::countsOf).orElse("")
        + "}";
  }

  private static String countsOf(ScriptedResponse.Counts counts) {
    return ",\"prompt_eval_count\":%d,\"eval_count\":%d".formatted(counts.input(), counts.output());
  }

  @Override
  public String document(ScriptedResponse response) {
    var message = said("");
    var calls = 0;
    for (var part : response.parts()) {
      switch (part) {
        case ScriptedResponse.Part.Thinking thinking ->
            message.put("thinking", String.join("", thinking.deltas()));
        case ScriptedResponse.Part.Text text ->
            message.put("content", String.join("", text.deltas()));
        case ScriptedResponse.Part.Call call -> add(call, calls++, message);
      }
    }
    return last(message, response);
  }

  @Override
  public String errorInStream(String message) {
    return "{\"error\":" + Json.write(message) + "}\n";
  }

  @Override
  public List<String> noise() {
    return List.of(
        "\n",
        "{\"model\":\"m-1\",\"created_at\":\"2026-11-22T12:00:00.1Z\",\"done\":false}\n",
        "{\"something_later\":[1]}\n");
  }

  @Override
  public Map<String, ModelResponse.StopReason> reasons() {
    return Map.of(
        "stop", ModelResponse.StopReason.DONE,
        "length", ModelResponse.StopReason.LENGTH);
  }
}
