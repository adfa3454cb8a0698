package dev.loom.models;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/// Rejects the conversations that Anthropic's Messages API rejects. Consecutive messages of one
/// role are accepted, as by the real server; tool results spread over two of them are not.
final class AnthropicConversation {
  private static final Pattern ID = Pattern.compile("[a-zA-Z0-9_-]+");
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,200}");

  private static final Map<String, Set<String>> FIELDS =
      Map.of(
          "text", Set.of("type", "text", "cache_control", "citations"),
          "thinking", Set.of("type", "thinking", "signature"),
          "redacted_thinking", Set.of("type", "data"),
          "tool_use",
              Set.of("type", "id", "name", "input", "cache_control", "caller", "toolset_name"),
          "tool_result",
              Set.of(
                  "type", "tool_use_id", "content", "is_error", "cache_control", "toolset_name"));

  private static final String MODIFIED =
      " `thinking` or `redacted_thinking` blocks in the latest assistant message cannot be modified."
          + " These blocks must remain as they were in the original response.";

  private final JsonNode messages;
  private final Map<String, AnthropicEncoder.Signed> signed;
  private final Set<String> ids = new HashSet<>();

  private AnthropicConversation(JsonNode messages, Map<String, AnthropicEncoder.Signed> signed) {
    this.messages = messages;
    this.signed = signed;
  }

  /// @param signed the issued reasoning by signature
  static void check(JsonNode json, boolean newest, Map<String, AnthropicEncoder.Signed> signed) {
    var messages = json.path("messages");
    RejectedRequest.rejectIf(messages.isMissingNode(), "messages: Field required");
    RejectedRequest.rejectIf(
        !messages.isArray() || messages.isEmpty(), "messages: at least one message is required");
    if (json.path("system").isArray()) {
      blocks(json.path("system"), "system", Set.of("text"));
    }
    RejectedRequest.rejectIf(
        !messages.path(0).path("role").asText().equals("user"),
        "messages: first message must use the \"user\" role");
    var conversation = new AnthropicConversation(messages, signed);
    for (var at = 0; at < messages.size(); at++) {
      conversation.check(at, newest);
    }
    conversation
        .latestAnswer()
        .ifPresent(at -> conversation.latest(at, json.at("/thinking/type").asText()));
  }

  private void check(int at, boolean newest) {
    var message = messages.get(at);
    var where = "messages." + at;
    RejectedRequest.unknownFields(
        message, Set.of("role", "content"), where + ".%s: Extra inputs are not permitted");
    var content = message.path("content");
    RejectedRequest.rejectIf(
        content.isMissingNode() || content.isNull(), where + ".content: Field required");
    RejectedRequest.rejectIf(
        content.isEmpty() && content.asText("").isEmpty(),
        where
            + ": all messages must have non-empty content except for the optional final"
            + " assistant message");
    switch (message.path("role").asText()) {
      case "user" -> {
        blocks(content, where + ".content", Set.of("text", "tool_result"));
        results(at);
      }
      case "assistant" -> {
        blocks(
            content,
            where + ".content",
            Set.of("text", "thinking", "redacted_thinking", "tool_use"));
        uses(at);
      }
      case "system" ->
          RejectedRequest.rejectIf(
              !newest,
              "messages: Unexpected role \"system\". The Messages API accepts a top-level `system`"
                  + " parameter, not \"system\" as an input message role.");
      default -> throw new RejectedRequest(where + ".role: Input should be 'user' or 'assistant'");
    }
  }

  private static void blocks(JsonNode content, String where, Set<String> allowed) {
    if (content.isTextual()) {
      return;
    }
    var at = 0;
    for (var block : content) {
      var here = where + "." + at++;
      var type = block.path("type").asText();
      RejectedRequest.rejectIf(
          !allowed.contains(type),
          here
              + ": Input tag '"
              + type
              + "' found using 'type' does not match any of the expected"
              + " tags: "
              + allowed);
      RejectedRequest.unknownFields(
          block, FIELDS.get(type), here + "." + type + ".%s: Extra inputs are not permitted");
      if (type.equals("text")) {
        RejectedRequest.rejectIf(
            !block.path("text").isTextual(), here + ".text.text: Field required");
        RejectedRequest.rejectIf(
            block.path("text").textValue().isEmpty(),
            where.split("\\.")[0] + ": text content blocks must be non-empty");
        RejectedRequest.rejectIf(
            block.path("text").textValue().isBlank(),
            where.split("\\.")[0] + ": text content blocks must contain non-whitespace text");
      }
      AnthropicRules.cache(block.path("cache_control"), here + "." + type + ".");
    }
  }

  /// Tool results must cover all calls of the previous message and come before all other content.
  private void results(int at) {
    var calledIds = at == 0 ? Set.<String>of() : idsIn(messages.get(at - 1), "tool_use", "id");
    var isBehindOthers = false;
    var index = 0;
    for (var block : messages.get(at).path("content")) {
      if (!block.path("type").asText().equals("tool_result")) {
        isBehindOthers = true;
        index++;
        continue;
      }
      var where = "messages." + at + ".content." + index++;
      var id = block.path("tool_use_id").asText();
      RejectedRequest.rejectIf(
          !calledIds.contains(id),
          where
              + ": unexpected `tool_use_id` found in `tool_result` blocks: "
              + id
              + ". Each `tool_result` block must have a corresponding `tool_use` block in the"
              + " previous message.");
      RejectedRequest.rejectIf(isBehindOthers, where + ": `tool_result` blocks must come first");
      var content = block.path("content");
      RejectedRequest.rejectIf(
          !content.isMissingNode() && !content.isTextual() && !content.isArray(),
          where + ".tool_result.content: Input should be a valid string");
      if (content.isArray()) {
        blocks(content, where + ".tool_result.content", Set.of("text"));
      }
      RejectedRequest.rejectIf(
          block.has("is_error") && !block.path("is_error").isBoolean(),
          where + ".tool_result.is_error: Input should be a valid boolean");
    }
  }

  private void uses(int at) {
    var message = messages.get(at);
    var index = 0;
    for (var block : message.path("content")) {
      var where = "messages." + at + ".content." + index++ + ".";
      switch (block.path("type").asText()) {
        case "tool_use" -> {
          RejectedRequest.rejectUnlessMatching(
              block.path("id"),
              ID,
              where + "tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'");
          RejectedRequest.rejectIf(
              !ids.add(block.path("id").asText()), where + " `tool_use` ids must be unique");
          RejectedRequest.rejectUnlessMatching(
              block.path("name"),
              NAME,
              where + "tool_use.name: String should match pattern '^[a-zA-Z0-9_-]{1,200}$'");
          RejectedRequest.rejectIf(
              !block.path("input").isObject(),
              where + "tool_use.input: Input should be a valid dictionary");
        }
        case "thinking" -> thought(block, where);
        default -> {
          // Text was checked above; redacted reasoning cannot be checked.
        }
      }
    }
    var open = new LinkedHashSet<>(idsIn(message, "tool_use", "id"));
    if (at + 1 < messages.size()) {
      open.removeAll(idsIn(messages.get(at + 1), "tool_result", "tool_use_id"));
    }
    RejectedRequest.rejectIf(
        !open.isEmpty(),
        "messages."
            + at
            + ": `tool_use` ids were found without `tool_result` blocks immediately after: "
            + String.join(", ", open)
            + ". Each `tool_use` block must have a corresponding `tool_result` block in the next"
            + " message.");
  }

  private void thought(JsonNode block, String where) {
    RejectedRequest.rejectIf(
        !block.path("thinking").isTextual(), where + "thinking.thinking: Field required");
    RejectedRequest.rejectIf(
        !block.path("signature").isTextual(), where + "thinking.signature: Field required");
    var thought = signed.get(block.path("signature").textValue());
    RejectedRequest.rejectIf(thought == null, where + " Invalid `signature` in `thinking` block");
    RejectedRequest.rejectIf(
        !thought.thought().equals(block.path("thinking").textValue()), where + MODIFIED);
  }

  private OptionalInt latestAnswer() {
    for (var at = messages.size() - 1; at >= 0; at--) {
      if (messages.get(at).path("role").asText().equals("assistant")) {
        return OptionalInt.of(at);
      }
    }
    return OptionalInt.empty();
  }

  /// Reasoning may be omitted completely unless it is enabled; present reasoning must keep its
  /// position.
  private void latest(int at, String thinking) {
    var message = messages.get(at);
    var first = message.path("content").path(0).path("type").asText();
    RejectedRequest.rejectIf(
        thinking.equals("enabled")
            && !idsIn(message, "tool_use", "id").isEmpty()
            && !first.endsWith("thinking"),
        "messages."
            + at
            + ".content.0.type: Expected `thinking` or `redacted_thinking`, but found `"
            + first
            + "`. When `thinking` is enabled, a final `assistant` message must start with a"
            + " thinking block.");
    var order = new ArrayList<String>();
    for (var block : message.path("content")) {
      order.add(
          switch (block.path("type").asText()) {
            case "thinking" -> block.path("signature").asText();
            case "tool_use" -> block.path("id").asText();
            default -> block.path("type").asText();
          });
    }
    for (var key : order) {
      RejectedRequest.rejectIf(
          signed.containsKey(key) && !signed.get(key).order().equals(order),
          "messages." + at + ".content:" + MODIFIED);
    }
  }

  private static Set<String> idsIn(JsonNode message, String type, String field) {
    Set<String> ids = new LinkedHashSet<>();
    if (message.path("content").isArray()) {
      for (var block : message.path("content")) {
        if (block.path("type").asText().equals(type)) {
          ids.add(block.path(field).asText());
        }
      }
    }
    return ids;
  }
}
