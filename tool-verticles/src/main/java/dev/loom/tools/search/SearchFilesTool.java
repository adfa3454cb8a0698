package dev.loom.tools.search;

import dev.loom.api.tool.Arguments;
import dev.loom.api.tool.CrashPolicy;
import dev.loom.api.tool.Tool;
import dev.loom.api.tool.ToolContext;
import dev.loom.api.tool.ToolDescriptor;
import dev.loom.api.tool.ToolEffect;
import dev.loom.api.tool.ToolResult;
import dev.loom.api.tool.Workspace;
import dev.loom.tools.schema.ParameterSchemaBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// `search_files`: finds lines that match a regular expression.
public final class SearchFilesTool implements Tool {
  private static final int PATTERN_CHARS_MAX = 1_000;

  private static final ToolDescriptor DESCRIPTOR =
      ToolDescriptor.of(
              "search_files",
              "Searches the text files of the workspace for a regular expression, line by line. Shows"
                  + " path, line number and text of each match. Skips binary files and version control,"
                  + " cache, dependency and build directories.",
              ParameterSchemaBuilder.object()
                  .required(
                      "pattern",
                      ParameterSchemaBuilder.text(
                          "A regular expression (RE2 syntax), matched against single lines.",
                          PATTERN_CHARS_MAX))
                  .optional(
                      "path",
                      ParameterSchemaBuilder.text(
                          "The directory or file to search. Default: the whole workspace.", 10_000))
                  .optional(
                      "file_pattern",
                      ParameterSchemaBuilder.text(
                          "Only files with matching names, for instance *.java or src/**/*.ts.",
                          PATTERN_CHARS_MAX))
                  .optional("offset", ParameterSchemaBuilder.integer("Matches to skip.", 0))
                  .optional(
                      "limit", ParameterSchemaBuilder.integer("Matches to show, at most 200.", 1))
                  .build())
          .asReadOnly();

  @Override
  public ToolDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public List<ToolEffect> effects(Arguments arguments) {
    return List.of(new ToolEffect.ReadsPath(arguments.optionalText("path").orElse(".")));
  }

  @Override
  public CrashPolicy onCrash() {
    return CrashPolicy.RETRY;
  }

  @Override
  public Duration timeLimit() {
    return Duration.ofSeconds(30);
  }

  @Override
  public ToolResult execute(Arguments arguments, ToolContext context)
      throws IOException, InterruptedException {
    var regex = arguments.text("pattern");
    var pattern = SafeRegex.compile(regex);
    var names = arguments.optionalText("file_pattern").map(Glob::forNames);
    var path = arguments.optionalText("path").orElse(".");
    var search =
        new TextSearch(
            context.workspace(),
            pattern,
            arguments.integer("offset", 0),
            arguments.integer("limit", Integer.MAX_VALUE));
    search(context.workspace(), path, names, search);
    return ToolResult.ok(
            search.isEmpty()
                ? "No matches found for pattern: " + regex + search.notes()
                : search.report())
        .withData(search.data());
  }

  private static void search(
      Workspace workspace, String path, Optional<Glob> names, TextSearch search)
      throws IOException {
    var start = workspace.stat(path);
    switch (start.kind()) {
      case FILE -> search.searchFile(start);
      case DIRECTORY ->
          workspace.walk(
              path,
              entry -> search.visit(entry, names.isEmpty() || names.get().matches(entry.path())));
      case MISSING -> throw new IOException("Path not found: " + path);
      case OTHER -> throw new IOException("Not a file or directory: " + path);
    }
  }
}
