package dev.loom.models;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.regex.Pattern;

/// Rejects the requests that OpenAI's Responses API rejects, apart from the conversation, with its
/// messages.
final class OpenAiResponsesRules {
  static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
  private static final int OUTPUT_TOKENS_MIN = 16;

  private static final Set<String> FIELDS =
      Set.of(
          ("background context_management conversation include input instructions"
                  + " max_output_tokens metadata model moderation parallel_tool_calls"
                  + " previous_response_id prompt prompt_cache_key prompt_cache_options"
                  + " prompt_cache_retention reasoning safety_identifier service_tier store stream"
                  + " stream_options temperature text tool_choice tools top_logprobs top_p"
                  + " truncation user")
              .split(" "));
  private static final Set<String> TOOL_FIELDS =
      Set.of("type", "name", "description", "parameters", "strict");
  private static final Set<String> INCLUDABLE =
      Set.of(
          "file_search_call.results",
          "web_search_call.results",
          "web_search_call.action.sources",
          "message.input_image.image_url",
          "computer_call_output.output.image_url",
          "code_interpreter_call.outputs",
          "reasoning.encrypted_content",
          "message.output_text.logprobs");
  private static final Set<String> EFFORTS =
      Set.of("none", "minimal", "low", "medium", "high", "xhigh", "max");

  private OpenAiResponsesRules() {}

  static void check(JsonNode json) {
    unknown(json, FIELDS, "");
    RejectedRequest.rejectIf(
        json.path("model").asText("").isEmpty(), "Missing required parameter: 'model'.");
    var limit = json.path("max_output_tokens");
    RejectedRequest.rejectIf(
        json.has("max_output_tokens")
            && (!limit.isIntegralNumber() || limit.asInt() < OUTPUT_TOKENS_MIN),
        "Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 16, but got "
            + limit
            + " instead.");
    if (json.has("temperature") && ChatCompletionsRules.isReasoning(json.path("model").asText())) {
      throw new RejectedRequest(
          400,
          "unsupported_parameter",
          "Unsupported parameter: 'temperature' is not supported with this model.");
    }
    RejectedRequest.rejectIf(
        !json.path("stream").asBoolean() && json.has("stream_options"),
        "The 'stream_options' parameter is only allowed when 'stream' is enabled.");
    json.path("include")
        .forEach(
            wanted ->
                RejectedRequest.rejectIf(
                    !INCLUDABLE.contains(wanted.asText()),
                    "Invalid value: '" + wanted.asText() + "' for 'include'."));
    var effort = json.at("/reasoning/effort");
    RejectedRequest.rejectIf(
        effort.isTextual() && !EFFORTS.contains(effort.asText()),
        "Invalid value: '" + effort.asText() + "' for 'reasoning.effort'.");
    tools(json.path("tools"));
    format(json.at("/text/format"));
  }

  static void unknown(JsonNode object, Set<String> known, String where) {
    RejectedRequest.unknownFields(object, known, "Unknown parameter: '" + where + "%s'.");
  }

  /// Tools have no `function` object here, unlike in chat completions.
  private static void tools(JsonNode tools) {
    var at = 0;
    for (var tool : tools) {
      var where = "tools[" + at++ + "]";
      RejectedRequest.rejectIf(
          !tool.has("name"), "Missing required parameter: '" + where + ".name'.");
      RejectedRequest.rejectIf(
          !tool.path("type").asText().equals("function"),
          "Invalid value for '" + where + ".type'.");
      unknown(tool, TOOL_FIELDS, where + ".");
      RejectedRequest.rejectUnlessMatching(
          tool.path("name"),
          NAME,
          "Invalid '"
              + where
              + ".name': string does not match pattern. Expected a string that matches the pattern"
              + " '^[a-zA-Z0-9_-]+$'.");
      ChatCompletionsRules.parameters(
          tool.path("name").asText(), tool.path("parameters"), tool.path("strict"));
    }
  }

  private static void format(JsonNode format) {
    if (format.path("type").asText().equals("json_schema")) {
      RejectedRequest.rejectUnlessMatching(
          format.path("name"), NAME, "Missing required parameter: 'text.format.name'.");
      RejectedRequest.rejectIf(
          !format.path("schema").isObject(), "Missing required parameter: 'text.format.schema'.");
    }
  }
}
