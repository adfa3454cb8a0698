package dev.loom.examples;

import dev.loom.api.tool.Arguments;
import dev.loom.api.tool.Tool;
import dev.loom.api.tool.ToolContext;
import dev.loom.api.tool.ToolResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// A custom tool that counts the words of a file of at most [#FILE_BYTES_MAX] bytes.
public final class WordCountTool implements Tool {
  private static final long FILE_BYTES_MAX = 10 * 1024 * 1024;

  @Override
  public String name() {
    return "word_count";
  }

  @Override
  public String description() {
    return "Counts the words of a text file.";
  }

  @Override
  public Map<String, Object> parameters() {
    return Map.of(
        "type",
        "object",
        "properties",
        Map.of("path", Map.of("type", "string", "description", "The file, in the workspace.")),
        "required",
        List.of("path"),
        "additionalProperties",
        false);
  }

  @Override
  public boolean readOnly() {
    return true;
  }

  @Override
  public ToolResult execute(Arguments arguments, ToolContext context) throws IOException {
    var bytes = context.workspace().read(arguments.text("path"), FILE_BYTES_MAX);
    var text = new String(bytes, StandardCharsets.UTF_8);
    long words = Arrays.stream(text.split("\\s+")).filter(word -> !word.isEmpty()).count();
    return ToolResult.ok(words + " words").withData(Map.of("words", words));
  }
}
