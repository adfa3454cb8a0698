package dev.loom.models;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.bus.json.Json;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;

/// Rejects the requests that OpenAI's Chat Completions API rejects, with its messages. Three rules
/// come from compatible servers instead: arguments of a call must be an object, a token limit is
/// required, and the parameters of a tool must be an object.
final class ChatCompletionsRules {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
  private static final Pattern REASONING = Pattern.compile("(gpt-5|o[1-9]).*");
  private static final int CALL_ID_CHARS_MAX = 40;
  private static final Set<String> EFFORTS =
      Set.of("none", "minimal", "low", "medium", "high", "xhigh", "max");

  private static final Set<String> FIELDS =
      Set.of(
          ("model messages audio frequency_penalty function_call functions logit_bias logprobs"
                  + " max_completion_tokens max_tokens metadata modalities moderation n"
                  + " parallel_tool_calls prediction presence_penalty prompt_cache_key"
                  + " prompt_cache_options prompt_cache_retention reasoning_effort response_format"
                  + " safety_identifier seed service_tier stop store stream stream_options"
                  + " temperature tool_choice tools top_logprobs top_p user verbosity"
                  + " web_search_options")
              .split(" "));

  private ChatCompletionsRules() {}

  static boolean isReasoning(String model) {
    return REASONING.matcher(model).matches();
  }

  static void check(JsonNode json) {
    RejectedRequest.unknownFields(json, FIELDS, "Unrecognized request argument supplied: %s");
    var model = json.path("model").asText("");
    RejectedRequest.rejectIf(model.isEmpty(), "you must provide a model parameter");
    limits(json, isReasoning(model));
    RejectedRequest.rejectIf(
        !json.path("stream").asBoolean() && json.has("stream_options"),
        "The 'stream_options' parameter is only allowed when 'stream' is enabled.");
    var effort = json.path("reasoning_effort");
    RejectedRequest.rejectIf(
        !effort.isMissingNode() && !EFFORTS.contains(effort.asText()),
        "Invalid value: '" + effort.asText() + "' for 'reasoning_effort'.");
    tools(json);
    format(json.path("response_format"));
    messages(json.path("messages"));
  }

  private static void limits(JsonNode json, boolean reasoning) {
    RejectedRequest.rejectIf(
        !json.has("max_tokens") && !json.has("max_completion_tokens"),
        "one of max_tokens and max_completion_tokens must be there");
    RejectedRequest.rejectIf(
        json.has("max_tokens") && json.has("max_completion_tokens"),
        "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.");
    for (var name : new String[] {"max_tokens", "max_completion_tokens"}) {
      var limit = json.path(name);
      RejectedRequest.rejectIf(
          json.has(name) && (!limit.isIntegralNumber() || limit.asInt() < 1),
          "Invalid '" + name + "': integer below minimum value. Expected a value >= 1.");
    }
    if (reasoning && json.has("max_tokens")) {
      throw new RejectedRequest(
          400,
          "unsupported_parameter",
          "Unsupported parameter: 'max_tokens' is not supported with this model. Use"
              + " 'max_completion_tokens' instead.");
    }
    if (reasoning && json.path("temperature").asDouble(1) != 1) {
      throw new RejectedRequest(
          400,
          "unsupported_value",
          "Unsupported value: 'temperature' does not support "
              + json.path("temperature")
              + " with this model. Only the default (1) value is supported.");
    }
  }

  private static void tools(JsonNode json) {
    RejectedRequest.rejectIf(
        json.has("tool_choice") && json.path("tools").isEmpty(),
        "'tool_choice' is only allowed when 'tools' are specified.");
    RejectedRequest.rejectIf(
        json.has("tools") && json.path("tools").isEmpty(), "[] is too short - 'tools'");
    var at = 0;
    for (var tool : json.path("tools")) {
      var where = "'tools[" + at++ + "]";
      RejectedRequest.rejectIf(
          !tool.path("type").asText().equals("function"), "Invalid " + where + ".type'");
      var function = tool.path("function");
      RejectedRequest.rejectUnlessMatching(
          function.path("name"),
          NAME,
          "Invalid "
              + where
              + ".function.name': string does not match pattern. Expected a string that matches the"
              + " pattern '^[a-zA-Z0-9_-]+$'.");
      parameters(
          function.path("name").asText(), function.path("parameters"), function.path("strict"));
    }
  }

  /// A strict schema must require all of its properties and allow no others.
  static void parameters(String tool, JsonNode schema, JsonNode strict) {
    RejectedRequest.rejectIf(
        !schema.path("type").asText().equals("object"),
        "Invalid schema for function '"
            + tool
            + "': schema must be a JSON Schema of 'type: \"object\"'.");
    if (strict.asBoolean(false)) {
      RejectedRequest.rejectIf(
          schema.path("additionalProperties").asBoolean(true),
          "Invalid schema for function '"
              + tool
              + "': In context=(), 'additionalProperties' is required to be supplied and to be"
              + " false.");
      var required = new LinkedHashSet<String>();
      schema.path("required").forEach(name -> required.add(name.asText()));
      schema
          .path("properties")
          .fieldNames()
          .forEachRemaining(
              name ->
                  RejectedRequest.rejectIf(
                      !required.contains(name),
                      "Invalid schema for function '"
                          + tool
                          + "': In context=(), 'required' is required to be supplied and to be an"
                          + " array including every key in properties. Missing '"
                          + name
                          + "'."));
    }
  }

  private static void format(JsonNode format) {
    if (format.path("type").asText().equals("json_schema")) {
      var schema = format.path("json_schema");
      RejectedRequest.rejectUnlessMatching(
          schema.path("name"),
          NAME,
          "Missing required parameter: 'response_format.json_schema.name'.");
      RejectedRequest.rejectIf(
          !schema.path("schema").isObject(),
          "Missing required parameter: 'response_format.json_schema.schema'.");
    }
  }

  private static void messages(JsonNode messages) {
    RejectedRequest.rejectIf(
        !messages.isArray() || messages.isEmpty(), "[] is too short - 'messages'");
    Set<String> open = new LinkedHashSet<>();
    var at = 0;
    for (var message : messages) {
      var where = "'messages[" + at++ + "]";
      var role = message.path("role").asText();
      if (!role.equals("tool")) {
        answered(open);
      }
      switch (role) {
        case "system", "developer", "user" -> content(message, where);
        case "assistant" -> assistant(message, where, open);
        case "tool" -> {
          RejectedRequest.rejectIf(
              !open.remove(message.path("tool_call_id").asText()),
              "Invalid parameter: messages with role 'tool' must be a response to a preceeding"
                  + " message with 'tool_calls'.");
          content(message, where);
        }
        default ->
            throw new RejectedRequest("Invalid value: '" + role + "' for " + where + ".role'.");
      }
    }
    answered(open);
  }

  private static void answered(Set<String> open) {
    RejectedRequest.rejectIf(
        !open.isEmpty(),
        "An assistant message with 'tool_calls' must be followed by tool messages responding to"
            + " each 'tool_call_id'. The following tool_call_ids did not have response messages: "
            + String.join(", ", open));
  }

  private static void content(JsonNode message, String where) {
    var content = message.path("content");
    RejectedRequest.rejectIf(
        !content.isTextual() && !content.isArray(),
        "Invalid value for 'content': expected a string, got " + content + " in " + where + "'.");
  }

  private static boolean isObject(JsonNode text) {
    try {
      return text.isTextual() && Json.parse(text.textValue()).isObject();
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }

  private static void assistant(JsonNode message, String where, Set<String> open) {
    if (!message.has("tool_calls")) {
      content(message, where);
    }
    RejectedRequest.rejectIf(
        message.has("tool_calls") && message.path("tool_calls").isEmpty(),
        "Invalid " + where + ".tool_calls': empty array.");
    for (var call : message.path("tool_calls")) {
      RejectedRequest.rejectUnlessMatching(
          call.at("/function/name"), NAME, "Invalid " + where + ".tool_calls[].function.name'");
      var arguments = call.at("/function/arguments");
      RejectedRequest.rejectIf(
          !isObject(arguments),
          "Invalid " + where + ".tool_calls[].function.arguments': a string of a JSON object");
      RejectedRequest.rejectIf(
          !call.path("type").asText().equals("function"),
          "Invalid " + where + ".tool_calls[].type'");
      RejectedRequest.rejectIf(
          call.path("id").asText().length() > CALL_ID_CHARS_MAX,
          "Invalid "
              + where
              + ".tool_calls[].id': string too long. Expected a string with maximum length 40.");
      RejectedRequest.rejectIf(
          call.path("id").asText().isEmpty() || !open.add(call.path("id").asText()),
          "Invalid " + where + ".tool_calls[].id'");
    }
  }
}
