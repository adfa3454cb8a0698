package dev.loom.orchestrator.loop;

import dev.loom.api.tool.ContentBlock;
import dev.loom.api.tool.ToolResult;
import java.util.ArrayList;

/// Writes a tool result as text, complete for models that read nothing else.
final class ResultText {
  private static final int BASE64_CHARS = 4;
  private static final int BASE64_BYTES = 3;

  private ResultText() {}

  /// Returns error, output and a line for each other part.
  public static String of(ToolResult result) {
    var parts = new ArrayList<String>();
    if (!result.error().isEmpty()) {
      parts.add(result.error());
    }
    if (!result.output().isEmpty()) {
      parts.add(result.output());
    }
    result.content().forEach(block -> parts.add(describe(block)));
    return String.join("\n", parts);
  }

  private static String describe(ContentBlock block) {
    return switch (block) {
      case ContentBlock.Text text -> text.text();
      case ContentBlock.Image image ->
          "[Image: %s, %d bytes]"
              .formatted(
                  image.mediaType(), (long) image.data().length() * BASE64_BYTES / BASE64_CHARS);
      case ContentBlock.ResourceLink link ->
          "[Resource: %s, %s]".formatted(link.name(), link.uri());
    };
  }
}
