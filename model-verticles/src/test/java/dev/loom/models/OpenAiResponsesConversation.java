package dev.loom.models;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;

/// Rejects the conversations that OpenAI's Responses API rejects when they are not stored.
/// Recognises reasoning and the item it led to even without the ids that the real server uses.
final class OpenAiResponsesConversation {
  private static final Set<String> ROLES = Set.of("user", "system", "developer", "assistant");

  private static final int CALL_ID_CHARS_MAX = 64;

  private final OpenAiResponsesEncoder encoder;
  private final boolean isStored;
  private final Set<String> reasoning = new HashSet<>();
  private final Set<String> calls = new HashSet<>();
  private final Set<String> open = new HashSet<>();

  private OpenAiResponsesConversation(OpenAiResponsesEncoder encoder, boolean isStored) {
    this.encoder = encoder;
    this.isStored = isStored;
  }

  static void check(JsonNode json, OpenAiResponsesEncoder encoder) {
    var input = json.path("input");
    RejectedRequest.rejectIf(input.isMissingNode(), "Missing required parameter: 'input'.");
    if (input.isTextual()) {
      return;
    }
    RejectedRequest.rejectIf(input.isEmpty(), "Invalid 'input': empty array.");
    var conversation = new OpenAiResponsesConversation(encoder, json.path("store").asBoolean(true));
    var at = 0;
    for (var item : input) {
      conversation.item(item, "input[" + at++ + "]");
      conversation.follower(item, input.path(at));
    }
    for (var call : conversation.open) {
      throw new RejectedRequest("No tool output found for function call " + call + ".");
    }
  }

  private void item(JsonNode item, String where) {
    switch (item.path("type").asText("message")) {
      case "message" -> message(item, where);
      case "reasoning" -> reasoning(item, where);
      case "function_call" -> call(item, where);
      case "function_call_output" -> {
        OpenAiResponsesRules.unknown(
            item, Set.of("type", "id", "call_id", "output", "status", "caller"), where + ".");
        var id = item.path("call_id").asText();
        RejectedRequest.rejectIf(
            !calls.contains(id),
            "No tool call found for function call output with call_id " + id + ".");
        RejectedRequest.rejectIf(
            !item.path("output").isTextual() && !item.path("output").isArray(),
            "Missing required parameter: '" + where + ".output'.");
        open.remove(id);
      }
      default ->
          throw new RejectedRequest(
              "Invalid value: '" + item.path("type").asText() + "' for '" + where + ".type'.");
    }
  }

  private void follower(JsonNode item, JsonNode next) {
    var wanted = encoder.itemAfterReasoning().get(item.path("id").asText());
    RejectedRequest.rejectIf(
        wanted != null && !wanted.equals(OpenAiResponsesEncoder.keyOf(next)),
        "Item '"
            + item.path("id").asText()
            + "' of type 'reasoning' was provided without its required following item.");
  }

  private void message(JsonNode item, String where) {
    OpenAiResponsesRules.unknown(
        item, Set.of("type", "id", "role", "content", "status", "phase"), where + ".");
    var role = item.path("role").asText();
    RejectedRequest.rejectIf(
        !ROLES.contains(role), "Invalid value: '" + role + "' for '" + where + ".role'.");
    var content = item.path("content");
    RejectedRequest.rejectIf(
        !content.isTextual() && !content.isArray(),
        "Missing required parameter: '" + where + ".content'.");
    for (var part : content) {
      var type = part.path("type").asText();
      var wanted =
          role.equals("assistant")
              ? Set.of("output_text", "refusal")
              : Set.of("input_text", "input_image", "input_file");
      RejectedRequest.rejectIf(
          !wanted.contains(type), "Invalid value: '" + type + "' for '" + where + ".content'.");
    }
  }

  private void reasoning(JsonNode item, String where) {
    OpenAiResponsesRules.unknown(
        item,
        Set.of("type", "id", "summary", "content", "encrypted_content", "status"),
        where + ".");
    var id = item.path("id").asText();
    RejectedRequest.rejectIf(
        !item.path("summary").isArray(), "Missing required parameter: '" + where + ".summary'.");
    if (!isStored) {
      if (item.path("encrypted_content").asText("").isEmpty()) {
        throw new RejectedRequest(
            404,
            "",
            "Item with id '"
                + id
                + "' not found. Items are not persisted when `store` is set to false. Try again"
                + " with `store` set to true, or remove this item from your input.");
      }
      if (!item.path("encrypted_content").asText().equals(encoder.encrypted().get(id))) {
        throw new RejectedRequest(
            400,
            "invalid_encrypted_content",
            "The encrypted content for item " + id + " could not be verified.");
      }
    }
    reasoning.add(id);
  }

  private void call(JsonNode item, String where) {
    OpenAiResponsesRules.unknown(
        item,
        Set.of("type", "id", "call_id", "name", "arguments", "status", "caller", "namespace"),
        where + ".");
    var id = item.path("call_id").asText("");
    RejectedRequest.rejectIf(id.isEmpty(), "Missing required parameter: '" + where + ".call_id'.");
    RejectedRequest.rejectIf(
        id.length() > CALL_ID_CHARS_MAX,
        "Invalid '"
            + where
            + ".call_id': string too long. Expected a string with maximum length 64, but got a"
            + " string with length "
            + id.length()
            + " instead.");
    RejectedRequest.rejectUnlessMatching(
        item.path("name"),
        OpenAiResponsesRules.NAME,
        "Invalid '" + where + ".name': string does not match pattern.");
    RejectedRequest.rejectIf(
        !item.path("arguments").isTextual(),
        "Missing required parameter: '" + where + ".arguments'.");
    var needed = encoder.reasoningByCall().get(id);
    RejectedRequest.rejectIf(
        !isStored && needed != null && !reasoning.contains(needed),
        "Item '"
            + item.path("id").asText(id)
            + "' of type 'function_call' was provided without its required 'reasoning' item: '"
            + needed
            + "'.");
    calls.add(id);
    open.add(id);
  }
}
