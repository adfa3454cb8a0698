package dev.loom.models;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/// Rejects the requests that Anthropic's Messages API rejects, apart from the conversation, with
/// the real server's messages where they are known.
final class AnthropicRules {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,128}");
  private static final int BREAKPOINTS_MAX = 4;
  private static final int BUDGET_MIN = 1_024;
  private static final Set<String> EFFORTS = Set.of("low", "medium", "high", "xhigh", "max");

  private static final Set<String> FIELDS =
      Set.of(
          ("model messages max_tokens system tools tool_choice thinking output_config"
                  + " stop_sequences stream metadata service_tier speed cache_control container"
                  + " diagnostics inference_geo user_profile_id workspace_id")
              .split(" "));

  private static final Set<String> SAMPLING = Set.of("temperature", "top_p", "top_k");

  private static final Set<String> TOOL_FIELDS =
      Set.of(
          ("type name description input_schema strict cache_control eager_input_streaming"
                  + " defer_loading input_examples allowed_callers")
              .split(" "));

  private AnthropicRules() {}

  /// @param newest whether the request uses the newest API version
  static void check(JsonNode json, boolean newest) {
    for (var name : SAMPLING) {
      RejectedRequest.rejectIf(
          newest && json.has(name),
          "`" + name + "` is not supported in API version " + StrictAnthropic.NEWEST + ".");
    }
    json.fieldNames()
        .forEachRemaining(
            name ->
                RejectedRequest.rejectIf(
                    !FIELDS.contains(name) && !SAMPLING.contains(name),
                    name + ": Extra inputs are not permitted"));
    RejectedRequest.rejectIf(json.path("model").asText("").isEmpty(), "model: Field required");
    var maxTokens = json.path("max_tokens");
    RejectedRequest.rejectIf(maxTokens.isMissingNode(), "max_tokens: Field required");
    RejectedRequest.rejectIf(
        !maxTokens.isIntegralNumber(), "max_tokens: Input should be a valid integer");
    RejectedRequest.rejectIf(
        maxTokens.asInt() < 1, "max_tokens: Input should be greater than or equal to 1");
    var temperature = json.path("temperature");
    RejectedRequest.rejectIf(
        temperature.asDouble(0) < 0 || temperature.asDouble(0) > 1, "temperature: range: 0..1");
    tools(json.path("tools"));
    thinking(json);
    output(json.path("output_config"));
    RejectedRequest.rejectIf(
        breakpoints(json) > BREAKPOINTS_MAX,
        "A maximum of 4 blocks with cache_control may be provided. Found "
            + breakpoints(json)
            + ".");
  }

  private static void tools(JsonNode tools) {
    Set<String> names = new HashSet<>();
    var at = 0;
    for (var tool : tools) {
      var where = "tools." + at++ + ".custom.";
      RejectedRequest.unknownFields(
          tool, TOOL_FIELDS, where + "%s: Extra inputs are not permitted");
      RejectedRequest.rejectUnlessMatching(
          tool.path("name"),
          NAME,
          where + "name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'");
      RejectedRequest.rejectIf(
          !names.add(tool.path("name").asText()), "tools: Tool names must be unique.");
      RejectedRequest.rejectIf(
          !tool.path("input_schema").isObject(), where + "input_schema: Field required");
      RejectedRequest.rejectIf(
          !tool.at("/input_schema/type").asText().equals("object"),
          where + "input_schema.type: Input should be 'object'");
      cache(tool.path("cache_control"), where);
    }
  }

  private static void thinking(JsonNode json) {
    var thinking = json.path("thinking");
    if (thinking.isMissingNode()) {
      return;
    }
    switch (thinking.path("type").asText()) {
      case "enabled" -> {
        var budget = thinking.path("budget_tokens");
        RejectedRequest.rejectIf(
            !budget.isIntegralNumber(), "thinking.enabled.budget_tokens: Field required");
        RejectedRequest.rejectIf(
            budget.asInt() < BUDGET_MIN,
            "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024");
        RejectedRequest.rejectIf(
            budget.asInt() >= json.path("max_tokens").asInt(),
            "`max_tokens` must be greater than `thinking.budget_tokens`.");
        var choice = json.at("/tool_choice/type").asText("auto");
        RejectedRequest.rejectIf(
            choice.equals("any") || choice.equals("tool"),
            "Thinking may not be enabled when tool_choice forces tool use.");
      }
      case "adaptive", "between_tools", "disabled" ->
          RejectedRequest.rejectIf(
              thinking.has("budget_tokens"),
              "thinking.budget_tokens: Extra inputs are not permitted");
      default ->
          throw new RejectedRequest("thinking: Input tag does not match any of the expected tags");
    }
  }

  private static void output(JsonNode output) {
    RejectedRequest.unknownFields(
        output, Set.of("effort", "format"), "output_config.%s: Extra inputs are not permitted");
    RejectedRequest.rejectIf(
        output.has("effort") && !EFFORTS.contains(output.path("effort").asText()),
        "output_config.effort: Input should be 'low', 'medium', 'high', 'xhigh' or 'max'");
    if (output.has("format")) {
      RejectedRequest.rejectIf(
          !output.at("/format/type").asText().equals("json_schema"),
          "output_config.format.type: Input should be 'json_schema'");
      RejectedRequest.rejectIf(
          !output.at("/format/schema").isObject(), "output_config.format.schema: Field required");
      closed(output.at("/format/schema"));
    }
  }

  /// Requires every object of a schema to disallow additional properties.
  private static void closed(JsonNode schema) {
    RejectedRequest.rejectIf(
        schema.path("type").asText().equals("object")
            && schema.path("additionalProperties").asBoolean(true),
        "output_config.format.schema: For 'object' type, 'additionalProperties' must be explicitly"
            + " set to false");
    schema.elements().forEachRemaining(AnthropicRules::closed);
  }

  static void cache(JsonNode mark, String where) {
    if (!mark.isMissingNode()) {
      RejectedRequest.rejectIf(
          !mark.path("type").asText().equals("ephemeral"),
          where + "cache_control.type: Input should be 'ephemeral'");
      var ttl = mark.path("ttl").asText("5m");
      RejectedRequest.rejectIf(
          !ttl.equals("5m") && !ttl.equals("1h"),
          where + "cache_control.ttl: Input should be '5m' or '1h'");
    }
  }

  private static int breakpoints(JsonNode json) {
    var found = json.has("cache_control") ? 1 : 0;
    found += marked(json.path("tools")) + marked(json.path("system"));
    for (var message : json.path("messages")) {
      found += marked(message.path("content"));
    }
    return found;
  }

  private static int marked(JsonNode blocks) {
    var found = 0;
    if (blocks.isArray()) {
      for (var block : blocks) {
        found += block.has("cache_control") ? 1 : 0;
      }
    }
    return found;
  }
}
