package dev.loom.models.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.api.model.Message;
import dev.loom.api.tool.ContentBlock;
import dev.loom.bus.json.Json;
import dev.loom.models.http.ProviderBlocks;
import dev.loom.models.http.ProviderProtocol;
import java.util.List;
import java.util.regex.Pattern;

/// Writes a conversation in the Messages format: alternating roles, all tool results of a turn
/// first in one message, reasoning blocks unchanged.
///
/// Sets cache breakpoints after the system prompt (which also covers the tools), after the first
/// message, and after the last tool result, so that the next request finds the conversation up to
/// that point in the endpoint's cache.
final class AnthropicMessageWriter {
  private static final ObjectMapper MAPPER = Json.mapper();
  private static final Pattern ID = Pattern.compile("[a-zA-Z0-9_-]+");

  private final String origin;
  private final boolean withCache;
  private final boolean withImages;

  /// @param origin the origin of provider state created by this protocol and model
  /// @param withCache whether to set cache breakpoints
  /// @param withImages whether to send the images of tool results
  AnthropicMessageWriter(String origin, boolean withCache, boolean withImages) {
    this.origin = origin;
    this.withCache = withCache;
    this.withImages = withImages;
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
    if (withCache) {
      markLastBlock(written.path(0).path("content"));
      markLastToolResult(written);
    }
    body.set("messages", written);
  }

  private void writeSystem(Message.System system, ObjectNode body) {
    if (!system.text().isBlank()) {
      var blocks = body.putArray("system");
      addText(blocks, system.text());
      if (withCache) {
        markCacheable((ObjectNode) blocks.get(0));
      }
    }
  }

  /// Returns the blocks of the last message if it has this role, otherwise those of a new message.
  private static ArrayNode blocksFor(String role, ArrayNode written) {
    if (!written.isEmpty() && written.get(written.size() - 1).path("role").asText().equals(role)) {
      return (ArrayNode) written.get(written.size() - 1).get("content");
    }
    return written.addObject().put("role", role).putArray("content");
  }

  /// Adds a text block, unless the text is blank, which the endpoint rejects.
  private static void addText(ArrayNode blocks, String text) {
    if (!text.isBlank()) {
      blocks.addObject().put("type", "text").put("text", text);
    }
  }

  private void writeAssistant(Message.Assistant assistant, ArrayNode blocks) {
    var own = ProviderBlocks.of(assistant, origin, "tool_use", "id");
    own.blocks().forEach(block -> blocks.add(MAPPER.valueToTree(block)));
    if (!own.has("text")) {
      addText(blocks, assistant.text());
    }
    for (var call : assistant.toolCalls()) {
      if (!own.callIds().contains(call.id())) {
        blocks
            .addObject()
            .put("type", "tool_use")
            .put("id", ProviderProtocol.encodeCallId(call.id(), ID))
            .put("name", call.name())
            .set("input", MAPPER.valueToTree(call.arguments()));
      }
    }
    if (blocks.isEmpty()) {
      addText(blocks, "(nothing)");
    }
  }

  private void writeOutput(Message.ToolOutput output, ArrayNode blocks) {
    var block =
        blocks
            .addObject()
            .put("type", "tool_result")
            .put("tool_use_id", ProviderProtocol.encodeCallId(output.callId(), ID));
    var images = withImages ? output.images() : List.<ContentBlock.Image>of();
    if (images.isEmpty()) {
      block.put("content", ProviderProtocol.textOf(output));
    } else {
      var parts = block.putArray("content");
      addText(parts, output.text());
      images.forEach(image -> writeImage(image, parts));
    }
    if (output.failed()) {
      block.put("is_error", true);
    }
  }

  private static void writeImage(ContentBlock.Image image, ArrayNode parts) {
    parts
        .addObject()
        .put("type", "image")
        .putObject("source")
        .put("type", "base64")
        .put("media_type", image.mediaType())
        .put("data", image.data());
  }

  /// Marks the last tool result rather than the last block, because the reminder at the end of the
  /// conversation changes with each turn.
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
