package dev.loom.tools.mcp;

import dev.loom.api.tool.ContentBlock;
import dev.loom.api.tool.ToolResult;
import dev.loom.bus.json.Json;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/// Converts results of MCP servers.
final class CallResults {
  private CallResults() {}

  /// @throws IllegalArgumentException if the result exceeds a limit of tool results; says which
  static ToolResult convert(McpSchema.CallToolResult result) {
    var text = new StringJoiner("\n");
    var blocks = new ArrayList<ContentBlock>();
    for (var part : result.content() == null ? List.<McpSchema.Content>of() : result.content()) {
      switch (part) {
        case McpSchema.TextContent content -> text.add(content.text());
        case McpSchema.ImageContent image ->
            blocks.add(new ContentBlock.Image(image.data(), image.mimeType()));
        case McpSchema.ResourceLink link ->
            blocks.add(
                new ContentBlock.ResourceLink(
                    link.uri(), link.name(), link.mimeType() == null ? "" : link.mimeType()));
        case McpSchema.EmbeddedResource embedded
            when embedded.resource() instanceof McpSchema.TextResourceContents contents ->
            text.add(contents.text());
        default -> text.add("[" + part.type() + " left out: models cannot be shown it]");
      }
    }
    if (text.length() == 0 && result.structuredContent() != null) {
      text.add(Json.write(result.structuredContent()));
    }
    var converted =
        Boolean.TRUE.equals(result.isError())
            ? ToolResult.fail(text.length() == 0 ? "The server gave no reason" : text.toString())
            : ToolResult.ok(text.toString());
    return converted.withContent(blocks);
  }
}
