package dev.loom.models;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Rejects the requests that Ollama's chat API rejects. Two rules are stricter than the real
/// server: a tool result needs its tool's name, which few templates can do without, and a request
/// needs `num_ctx`, without which Ollama truncates it silently.
final class OllamaRules {
  private static final Set<String> THINK = Set.of("low", "medium", "high", "max");

  private static final Map<String, String> OPTION_TYPES =
      Stream.of(
              Map.entry(
                  "integer",
                  "num_ctx num_predict num_keep num_batch num_gpu seed top_k repeat_last_n num_thread"),
              Map.entry(
                  "float32",
                  "temperature top_p min_p typical_p repeat_penalty presence_penalty frequency_penalty"),
              Map.entry("boolean", "use_mmap"),
              Map.entry("array", "stop"))
          .flatMap(
              type ->
                  Stream.of(type.getValue().split(" "))
                      .map(option -> Map.entry(option, type.getKey())))
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

  private OllamaRules() {}

  static void check(JsonNode json, String model, Set<String> capabilities) {
    RejectedRequest.rejectIf(
        !json.path("tools").isEmpty() && !capabilities.contains("tools"),
        "registry.ollama.ai/library/" + model + " does not support tools");
    think(json.path("think"), model, capabilities);
    options(json.path("options"));
    format(json.path("format"));
    for (var tool : json.path("tools")) {
      RejectedRequest.rejectIf(
          !tool.path("type").asText().equals("function")
              || tool.at("/function/name").asText("").isEmpty()
              || !tool.at("/function/parameters").isObject(),
          "a tool is no function with a name and parameters");
    }
    RejectedRequest.rejectIf(
        !json.path("messages").isArray(),
        "json: cannot unmarshal into Go struct field ChatRequest.messages of type []api.Message");
    json.path("messages").forEach(OllamaRules::message);
  }

  private static void think(JsonNode think, String model, Set<String> capabilities) {
    if (think.isMissingNode() || think.isNull()) {
      return;
    }
    RejectedRequest.rejectIf(
        !think.isBoolean() && !THINK.contains(think.asText()),
        "invalid think value: "
            + think
            + " (must be \"high\", \"medium\", \"low\", \"max\", true, or false)");
    RejectedRequest.rejectIf(
        (think.asBoolean(false) || think.isTextual()) && !capabilities.contains("thinking"),
        "\"" + model + "\" does not support thinking");
  }

  private static void options(JsonNode options) {
    RejectedRequest.rejectIf(
        !options.path("num_ctx").isIntegralNumber(), "options.num_ctx must be there");
    options
        .properties()
        .forEach(
            option -> {
              var type = OPTION_TYPES.get(option.getKey());
              RejectedRequest.rejectIf(
                  type != null && !isOf(type, option.getValue()),
                  "option \"" + option.getKey() + "\" must be of type " + type);
            });
  }

  private static boolean isOf(String type, JsonNode value) {
    return switch (type) {
      case "integer" -> value.isIntegralNumber();
      case "float32" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      default -> value.isArray();
    };
  }

  private static void format(JsonNode format) {
    RejectedRequest.rejectIf(
        !format.isMissingNode() && !format.isObject() && !format.asText().equals("json"),
        "invalid format: " + format + "; expected \"json\" or a valid JSON Schema object");
  }

  private static void message(JsonNode message) {
    var role = message.path("role").asText();
    RejectedRequest.rejectIf(
        !Set.of("system", "user", "assistant", "tool").contains(role), "unknown role " + role);
    RejectedRequest.rejectIf(
        !message.path("content").isMissingNode() && !message.path("content").isTextual(),
        "json: cannot unmarshal into Go struct field ChatRequest.messages of type string");
    for (var call : message.path("tool_calls")) {
      RejectedRequest.rejectIf(
          !call.at("/function/arguments").isObject(),
          "json: cannot unmarshal string into Go struct field"
              + " ChatRequest.messages.tool_calls.function.arguments of type"
              + " api.ToolCallFunctionArguments");
      RejectedRequest.rejectIf(
          call.at("/function/name").asText("").isEmpty(), "a tool call without a name");
    }
    RejectedRequest.rejectIf(
        role.equals("tool") && message.path("tool_name").asText("").isEmpty(),
        "a message of role tool without tool_name");
  }
}
