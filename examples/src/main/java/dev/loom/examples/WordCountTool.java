package dev.loom.examples;

import dev.loom.api.tool.Arguments;
import dev.loom.api.tool.CrashPolicy;
import dev.loom.api.tool.Tool;
import dev.loom.api.tool.ToolContext;
import dev.loom.api.tool.ToolDescriptor;
import dev.loom.api.tool.ToolEffect;
import dev.loom.api.tool.ToolResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// A custom tool that counts the words of a file of at most [#FILE_BYTES_MAX] bytes.
public final class WordCountTool implements Tool {
  private static final long FILE_BYTES_MAX = 10 * 1024 * 1024;

  private static final ToolDescriptor DESCRIPTOR =
      ToolDescriptor.of(
              "word_count",
              "Counts the words of a text file.",
              Map.of(
                  "type",
                  "object",
                  "properties",
                  Map.of(
                      "path",
                      Map.of("type", "string", "description", "The file, in the workspace.")),
                  "required",
                  List.of("path"),
                  "additionalProperties",
                  false))
          .asReadOnly();

  @Override
  public ToolDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public List<ToolEffect> effects(Arguments arguments) {
    return List.of(new ToolEffect.ReadsPath(arguments.text("path")));
  }

  @Override
  public CrashPolicy onCrash() {
    return CrashPolicy.RETRY;
  }

  @Override
  public ToolResult execute(Arguments arguments, ToolContext context) throws IOException {
    var bytes = context.workspace().read(arguments.text("path"), FILE_BYTES_MAX);
    var text = new String(bytes, StandardCharsets.UTF_8);
    long words = Arrays.stream(text.split("\\s+")).filter(word -> !word.isEmpty()).count();
    return ToolResult.ok(words + " words").withData(Map.of("words", words));
  }
}
