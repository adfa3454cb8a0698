package dev.loom.tools.search;

import dev.loom.api.tool.Arguments;
import dev.loom.api.tool.ToolContext;
import dev.loom.api.tool.ToolResult;
import dev.loom.api.tool.Workspace;
import dev.loom.bus.text.SafeRegex;
import dev.loom.contracts.tool.ToolErrorCode;
import dev.loom.tools.schema.ParameterSchemaBuilder;
import dev.loom.tools.schema.PathReadingTool;
import dev.loom.tools.workspace.PathException;
import java.io.IOException;
import java.time.Duration;

/// `search_files`: finds lines that match a regular expression.
public final class SearchFilesTool extends PathReadingTool {
  private static final int PATTERN_CHARS_MAX = 1_000;

  public SearchFilesTool() {
    super(
        "search_files",
        "Searches the text files of the workspace for a regular expression, line by line. Shows"
            + " path, line number and text of each match, those in files that .gitignore names last."
            + " Skips binary files and version control, cache, dependency and build directories.",
        ParameterSchemaBuilder.object()
            .text(
                "pattern",
                "A regular expression (RE2 syntax), matched against single lines.",
                PATTERN_CHARS_MAX)
            .path("The directory or file to search. Default: the whole workspace.")
            .text(
                "file_pattern",
                "Only files with matching names, for instance *.java or src/**/*.ts.",
                PATTERN_CHARS_MAX)
            .integer("offset", "Matches to skip.", 0)
            .integer("limit", "Matches to show, at most 200.", 1)
            .flag("include_ignored", "Set to false to leave out files that .gitignore names.")
            .build("pattern"),
        Duration.ofSeconds(30));
  }

  @Override
  public ToolResult execute(Arguments arguments, ToolContext context)
      throws IOException, InterruptedException {
    var regex = arguments.text("pattern");
    var search =
        new TextSearch(
            context.workspace(),
            SafeRegex.compile(regex, 0, SafeRegex.INSTRUCTIONS_MAX),
            arguments.integer("offset", 0),
            arguments.integer("limit", Integer.MAX_VALUE),
            context::remainingTime);
    var notes = search(arguments, context.workspace(), search);
    return ToolResult.ok(
            search.isEmpty()
                ? "No matches found for pattern: " + regex + search.notes() + notes
                : search.report())
        .withData(search.data());
  }

  /// @return why nothing may have been found
  private static String search(Arguments arguments, Workspace workspace, TextSearch search)
      throws IOException {
    var path = pathOrRoot(arguments);
    var start = workspace.stat(path);
    return switch (start.kind()) {
      case FILE -> search.searchFile(start) ? "" : "\n(the file is not text)";
      case DIRECTORY -> {
        var filePattern = arguments.optionalText("file_pattern").orElse("");
        var all = FileFinder.find(workspace, path, filePattern, true);
        var found = arguments.flag("include_ignored", true) ? all : all.withoutIgnored();
        search.searchFiles(found);
        yield found.files().isEmpty()
            ? "\n(no file matches '" + filePattern + "')" + found.skippedNote()
            : found.skippedNote();
      }
      case MISSING ->
          throw new PathException(ToolErrorCode.FILE_NOT_FOUND, "Path not found: " + path);
      case LINK, OTHER ->
          throw new PathException(ToolErrorCode.NOT_A_FILE, "Not a file or directory: " + path);
    };
  }
}
