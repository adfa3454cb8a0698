package dev.loom.tools.file;

import dev.loom.api.tool.Arguments;
import dev.loom.api.tool.ToolContext;
import dev.loom.api.tool.ToolResult;
import dev.loom.api.tool.Workspace;
import dev.loom.api.tool.Workspace.Entry;
import dev.loom.contracts.tool.ToolErrorCode;
import dev.loom.tools.schema.ParameterSchemaBuilder;
import dev.loom.tools.schema.PathReadingTool;
import dev.loom.tools.workspace.PathException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// `read_file`: reads a text file or a range of its lines.
public final class ReadFileTool extends PathReadingTool {
  /// Characters of a range; the host cuts the output to less.
  private static final int CHARS_MAX = 4 * 1024 * 1024;

  private final SeenFiles seenFiles;

  /// @param seenFiles what models have seen, shared with the other file tools
  public ReadFileTool(SeenFiles seenFiles) {
    super(
        "read_file",
        "Reads a text file of the workspace. Long files are truncated in the middle. Read them in"
            + " parts with line_start and line_end, very long lines with column_start and"
            + " column_end.",
        ParameterSchemaBuilder.object()
            .path("The file, relative to the workspace.")
            .integer("line_start", "The first line to read, counted from 1.", 1)
            .integer("line_end", "The last line to read, inclusive.", 1)
            .integer("column_start", "The first character of each line, counted from 1.", 1)
            .integer("column_end", "The last character of each line, inclusive.", 1)
            .build("path"),
        Duration.ofSeconds(10));
    this.seenFiles = seenFiles;
  }

  @Override
  public ToolResult execute(Arguments arguments, ToolContext context) throws IOException {
    var path = arguments.text("path");
    var columns = Range.of(arguments, "column");
    var lines = Range.of(arguments, "line");
    for (var range : List.of(lines, columns)) {
      if (range.first() > range.last()) {
        return ToolResult.fail(
            "%s_start %d is after %s_end %d"
                .formatted(range.name(), range.first(), range.name(), range.last()));
      }
    }
    var workspace = context.workspace();
    var file = requireFile(workspace, path);
    var isLarge = file.sizeBytes() > TextDecoder.BYTES_MAX;
    if (columns.given() || lines.given() && isLarge) {
      if (!isLarge) {
        remember(context, path, workspace.read(path, TextDecoder.BYTES_MAX));
      }
      return part(path, workspace, lines, columns);
    }
    if (isLarge) {
      return ToolResult.fail(
          String.format(
              Locale.ROOT,
              "File is too large: %s has %,d bytes, at most %,d can be read. Read parts of it with"
                  + " line_start and line_end, or find lines with search_files.",
              path,
              file.sizeBytes(),
              TextDecoder.BYTES_MAX));
    }
    var bytes = workspace.read(path, TextDecoder.BYTES_MAX);
    var text = TextDecoder.decodeForReading(path, bytes);
    remember(context, path, bytes);
    if (lines.given()) {
      return lines(path, text, lines);
    }
    return ToolResult.ok(text.isEmpty() ? "(empty file)" : text)
        .withData(Map.of("lines", LineOffsets.of(text).count(), "chars", text.length()));
  }

  private static Entry requireFile(Workspace workspace, String path) throws IOException {
    var file = workspace.stat(path);
    return switch (file.kind()) {
      case FILE -> file;
      case MISSING ->
          throw new PathException(
              ToolErrorCode.FILE_NOT_FOUND,
              "File not found: " + path + SimilarFiles.hint(workspace, path));
      case DIRECTORY ->
          throw new PathException(
              ToolErrorCode.NOT_A_FILE,
              "Not a file: " + path + " is a directory; list it with list_directory");
      case LINK, OTHER -> throw new PathException(ToolErrorCode.NOT_A_FILE, "Not a file: " + path);
    };
  }

  private void remember(ToolContext context, String path, byte[] bytes) throws IOException {
    seenFiles.record(context, SeenFiles.realPath(context.workspace(), path), bytes);
  }

  /// A range of lines or columns, counted from 1.
  private record Range(String name, boolean given, int first, int last) {
    static Range of(Arguments arguments, String name) {
      var start = name + "_start";
      var end = name + "_end";
      return new Range(
          name,
          arguments.values().containsKey(start) || arguments.values().containsKey(end),
          arguments.integer(start, 1),
          arguments.integer(end, Integer.MAX_VALUE));
    }

    /// Returns the range of a line, without halves of characters.
    String of(String line) {
      var start = codePointStart(line, first - 1);
      return line.substring(start, codePointStart(line, Math.max(first - 1, last)));
    }

    private static int codePointStart(String line, int index) {
      var isSplit =
          index > 0
              && index < line.length()
              && Character.isSurrogatePair(line.charAt(index - 1), line.charAt(index));
      return isSplit ? index - 1 : Math.min(index, line.length());
    }
  }

  private static ToolResult lines(String path, String text, Range range) {
    var lines = LineOffsets.of(text);
    if (range.first() > lines.count()) {
      return beyondEnd(path, lines.count(), range);
    }
    var start = lines.start(range.first() - 1);
    var last = Math.min(range.last(), lines.count());
    return ToolResult.ok(text.substring(start, lines.end(last - 1)));
  }

  private static ToolResult beyondEnd(String path, int count, Range lines) {
    return ToolResult.fail(path + " has " + count + " lines; there is no line " + lines.first());
  }

  /// Reads parts of lines without reading the whole file into memory.
  private static ToolResult part(String path, Workspace workspace, Range lines, Range columns)
      throws IOException {
    try (var reader = LineReader.open(workspace, path, CHARS_MAX)) {
      TextDecoder.checkText(path, reader.prefix());
      var part = new StringBuilder();
      var number = 0;
      for (String line; number < lines.last() && (line = reader.next()) != null; ) {
        if (++number < lines.first()) {
          continue;
        }
        var shown = columns.of(line);
        if (shown.isEmpty() && columns.given() && lines.first() == lines.last()) {
          return ToolResult.fail(
              "Line %d of %s has %s%d characters; there is no column %d"
                  .formatted(
                      number,
                      path,
                      reader.isCut() ? "more than " : "",
                      line.length(),
                      columns.first()));
        }
        if (part.length() + shown.length() >= CHARS_MAX) {
          return ToolResult.fail(
              "The part of %s is too long; read fewer lines, or less of each with column_end"
                  .formatted(path));
        }
        part.append(number == lines.first() ? "" : "\n").append(shown);
      }
      return number < lines.first()
          ? beyondEnd(path, number, lines)
          : ToolResult.ok(part.toString());
    }
  }
}
