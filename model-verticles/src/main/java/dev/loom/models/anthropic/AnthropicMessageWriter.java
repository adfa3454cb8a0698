package dev.loom.models.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.api.model.Message;
import dev.loom.api.model.ToolCall;
import dev.loom.contracts.json.Json;
import dev.loom.models.http.CallIdEncoder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Writes a conversation in Anthropic's words: roles that alternate, all results of a turn in one
/// message and first in it, thinking as it came.
///
/// Marks tell the endpoint's cache how far a question is the same as the one before: behind the
/// rules, which tools stand in front of, behind the task, and behind what was said last, so that
/// the next turn finds all of this turn again.
final class AnthropicMessageWriter {
  private static final ObjectMapper MAPPER = Json.mapper();
  private static final Pattern ID = Pattern.compile("[a-zA-Z0-9_-]+");

  private final String origin;
  private final boolean cached;

  /// @param origin what continuations of this wire and model are marked with
  AnthropicMessageWriter(String origin, boolean cached) {
    this.origin = origin;
    this.cached = cached;
  }

  void write(List<Message> messages, ObjectNode body) {
    var written = MAPPER.createArrayNode();
    for (var message : messages) {
      switch (message) {
        case Message.System system -> writeSystem(system, body);
        case Message.User user -> addText(blocksFor("user", written), user.text());
        case Message.Assistant assistant ->
            writeAssistant(assistant, blocksFor("assistant", written));
        case Message.ToolOutput output -> writeOutput(output, blocksFor("user", written));
      }
    }
    if (cached) {
      markLastBlock(written.path(0).path("content"));
      markLastToolResult(written);
    }
    body.set("messages", written);
  }

  private void writeSystem(Message.System system, ObjectNode body) {
    if (!system.text().isBlank()) {
      var blocks = body.putArray("system");
      addText(blocks, system.text());
      if (cached) {
        markCacheable((ObjectNode) blocks.get(0));
      }
    }
  }

  /// The blocks of the message that is being written for a role, or of a new one.
  private static ArrayNode blocksFor(String role, ArrayNode written) {
    if (!written.isEmpty() && written.get(written.size() - 1).path("role").asText().equals(role)) {
      return (ArrayNode) written.get(written.size() - 1).get("content");
    }
    return written.addObject().put("role", role).putArray("content");
  }

  /// An empty text is refused, and says nothing.
  private static void addText(ArrayNode blocks, String text) {
    if (!text.isBlank()) {
      blocks.addObject().put("type", "text").put("text", text);
    }
  }

  private void writeAssistant(Message.Assistant assistant, ArrayNode blocks) {
    var kept = providerBlocks(assistant);
    kept.forEach(block -> blocks.add(MAPPER.valueToTree(block)));
    if (kept.stream().noneMatch(block -> "text".equals(block.get("type")))) {
      addText(blocks, assistant.text());
    }
    var written = callIds(kept);
    for (var call : assistant.toolCalls()) {
      if (!written.contains(call.id())) {
        blocks
            .addObject()
            .put("type", "tool_use")
            .put("id", CallIdEncoder.encode(call.id(), ID))
            .put("name", call.name())
            .set("input", MAPPER.valueToTree(call.arguments()));
      }
    }
    if (blocks.isEmpty()) {
      addText(blocks, "(nothing)");
    }
  }

  /// What the endpoint gave, unless it has a call that nobody answers.
  private List<Map<String, Object>> providerBlocks(Message.Assistant assistant) {
    var blocks = assistant.continuation().blocks();
    var answered = assistant.toolCalls().stream().map(ToolCall::id).toList();
    return assistant.continuation().origin().equals(origin) && answered.containsAll(callIds(blocks))
        ? blocks
        : List.of();
  }

  private static Set<Object> callIds(List<Map<String, Object>> blocks) {
    return blocks.stream()
        .filter(block -> "tool_use".equals(block.get("type")))
        .map(block -> block.get("id"))
        .collect(Collectors.toSet());
  }

  private static void writeOutput(Message.ToolOutput output, ArrayNode blocks) {
    var block =
        blocks
            .addObject()
            .put("type", "tool_result")
            .put("tool_use_id", CallIdEncoder.encode(output.callId(), ID));
    block.put("content", output.text());
    if (output.failed()) {
      block.put("is_error", true);
    }
  }

  /// The reminder at the end of an engine's question is another each turn, so the mark stands
  /// behind what was there before it.
  private static void markLastToolResult(ArrayNode written) {
    for (int at = written.size() - 1; at > 0; at--) {
      var blocks = written.get(at).path("content");
      for (int block = blocks.size() - 1; block >= 0; block--) {
        if (blocks.get(block).path("type").asText().equals("tool_result")) {
          markCacheable((ObjectNode) blocks.get(block));
          return;
        }
      }
    }
  }

  private static void markLastBlock(JsonNode blocks) {
    if (!blocks.isEmpty()) {
      markCacheable((ObjectNode) blocks.get(blocks.size() - 1));
    }
  }

  private static void markCacheable(ObjectNode block) {
    block.putObject("cache_control").put("type", "ephemeral");
  }
}
