package dev.loom.tools.file;

import dev.loom.api.tool.Arguments;
import dev.loom.api.tool.ToolContext;
import dev.loom.api.tool.ToolResult;
import dev.loom.tools.schema.ParameterSchemaBuilder;
import dev.loom.tools.schema.PathReadingTool;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/// `read_file`: reads a text file or a range of its lines.
public final class ReadFileTool extends PathReadingTool {
  public ReadFileTool() {
    super(
        "read_file",
        "Reads a text file of the workspace. Long files are truncated in the middle. Read them in"
            + " parts with line_start and line_end.",
        ParameterSchemaBuilder.object()
            .path("The file, relative to the workspace.")
            .integer("line_start", "The first line to read, counted from 1.", 1)
            .integer("line_end", "The last line to read, inclusive.", 1)
            .build("path"),
        Duration.ofSeconds(10));
  }

  @Override
  public ToolResult execute(Arguments arguments, ToolContext context) throws IOException {
    var path = arguments.text("path");
    var bytes = context.workspace().read(path, TextDecoder.BYTES_MAX);
    var text = TextDecoder.decodeForReading(path, bytes);
    if (arguments.values().containsKey("line_start")
        || arguments.values().containsKey("line_end")) {
      return lines(
          path,
          text,
          arguments.integer("line_start", 1),
          arguments.integer("line_end", Integer.MAX_VALUE));
    }
    return ToolResult.ok(text.isEmpty() ? "(empty file)" : text)
        .withData(Map.of("lines", LineOffsets.of(text).count(), "chars", text.length()));
  }

  private static ToolResult lines(String path, String text, int first, int last) {
    if (first > last) {
      return ToolResult.fail("line_start " + first + " is after line_end " + last);
    }
    var lines = LineOffsets.of(text);
    if (first > lines.count()) {
      return ToolResult.fail(path + " has " + lines.count() + " lines; there is no line " + first);
    }
    var start = lines.start(first - 1);
    return ToolResult.ok(text.substring(start, lines.end(Math.min(last, lines.count()) - 1)));
  }
}
