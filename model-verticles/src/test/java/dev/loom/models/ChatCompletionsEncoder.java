package dev.loom.models;

import dev.loom.api.model.ModelResponse;
import dev.loom.bus.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Encodes responses as chat completion chunks, as OpenAI does; reasoning as `reasoning_content`,
/// as compatible servers do.
final class ChatCompletionsEncoder implements ResponseEncoder {
  private static final String END = "\n\n";

  @Override
  public String contentType() {
    return "text/event-stream";
  }

  /// @param usage `,"usage":…`, or empty
  static String chunk(String delta, String reason, String usage) {
    return "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\","
        + "\"created\":1790000000,\"model\":\"m-1\",\"new_field\":1,"
        + "\"choices\":[{\"index\":0,\"delta\":"
        + delta
        + ",\"finish_reason\":"
        + reason
        + "}]"
        + usage
        + "}"
        + END;
  }

  private static String chunk(String delta) {
    return chunk(delta, "null", ",\"usage\":null");
  }

  @Override
  public List<String> stream(ScriptedResponse response) {
    var messages = new ArrayList<String>();
    messages.add(chunk("{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}"));
    var calls = 0;
    for (var part : response.parts()) {
      switch (part) {
        case ScriptedResponse.Part.Thinking thinking ->
            thinking.deltas().forEach(piece -> messages.add(said("reasoning_content", piece)));
        case ScriptedResponse.Part.Text text ->
            text.deltas().forEach(piece -> messages.add(said("content", piece)));
        case ScriptedResponse.Part.Call call -> encodeCall(call, calls++, messages);
      }
    }
    if (response.isComplete()) {
      messages.add(chunk("{}", Json.write(reasonOf(response)), ",\"usage\":null"));
      response.counts().ifPresent(counts -> messages.add(usageChunk(counts)));
      messages.add("data: [DONE]" + END);
    }
    return messages;
  }

  private static String said(String field, String piece) {
    return chunk("{\"" + field + "\":" + Json.write(piece) + "}");
  }

  private static void encodeCall(
      ScriptedResponse.Part.Call call, int index, List<String> messages) {
    messages.add(
        chunk(
            "{\"tool_calls\":[{\"index\":%d,\"id\":%s,\"type\":\"function\",\"function\":{\"name\":%s,\"arguments\":\"\"}}]}"
                .formatted(index, Json.write(call.id()), Json.write(call.name()))));
    for (var piece : call.deltas().isEmpty() ? List.of(call.arguments()) : call.deltas()) {
      messages.add(
          chunk(
              "{\"tool_calls\":[{\"index\":%d,\"function\":{\"arguments\":%s}}]}"
                  .formatted(index, Json.write(piece))));
    }
  }

  private static String reasonOf(ScriptedResponse response) {
    if (!response.reason().isEmpty()) {
      return response.reason();
    }
    return response.hasCalls() ? "tool_calls" : "stop";
  }

  private static String usageChunk(ScriptedResponse.Counts counts) {
    return "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1790000000,"
        + "\"model\":\"m-1\",\"choices\":[],\"usage\":"
        + usage(counts)
        + "}"
        + END;
  }

  private static String usage(ScriptedResponse.Counts counts) {
    return ("{\"prompt_tokens\":%d,\"completion_tokens\":%d,\"total_tokens\":%d,"
            + "\"prompt_tokens_details\":{\"cached_tokens\":%d},"
            + "\"completion_tokens_details\":{\"reasoning_tokens\":0}}")
        .formatted(
            counts.input(), counts.output(), counts.input() + counts.output(), counts.cached());
  }

  @Override
  public String document(ScriptedResponse response) {
    var message = Json.mapper().createObjectNode().put("role", "assistant");
    message.putNull("content").putNull("refusal");
    for (var part : response.parts()) {
      switch (part) {
        case ScriptedResponse.Part.Thinking thinking ->
            message.put("reasoning_content", String.join("", thinking.deltas()));
        case ScriptedResponse.Part.Text text ->
            message.put("content", String.join("", text.deltas()));
        case ScriptedResponse.Part.Call call ->
            message
                .withArray("tool_calls")
                .addObject()
                .put("id", call.id())
                .put("type", "function")
                .putObject("function")
                .put("name", call.name())
                .put("arguments", call.arguments());
      }
    }
    return "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1790000000,\"model\":\"m-1\","
        + "\"choices\":[{\"index\":0,\"message\":%s,\"logprobs\":null,\"finish_reason\":%s}]%s}"
            .formatted(
                message,
                Json.write(reasonOf(response)),
                response.counts().map(counts -> ",\"usage\":" + usage(counts)).orElse(""));
  }

  @Override
  public String errorInStream(String message) {
    return "data: " + StrictOpenAi.errorOf(500, "", message) + END;
  }

  @Override
  public List<String> noise() {
    return List.of(
        ": keep-alive" + END,
        "event: later\ndata: {\"object\":\"something.later\",\"new\":[1]}" + END,
        "data: {\"id\":\"c\",\"choices\":[],\"obfuscation\":\"x7\"}" + END,
        "retry: 3000" + END);
  }

  @Override
  public Map<String, ModelResponse.StopReason> reasons() {
    return Map.of(
        "stop", ModelResponse.StopReason.DONE,
        "tool_calls", ModelResponse.StopReason.DONE,
        "function_call", ModelResponse.StopReason.DONE,
        "length", ModelResponse.StopReason.LENGTH,
        "content_filter", ModelResponse.StopReason.REFUSAL);
  }
}
