package dev.loom.tools.file;

import dev.loom.api.tool.Arguments;
import dev.loom.api.tool.Tool;
import dev.loom.api.tool.ToolContext;
import dev.loom.api.tool.ToolResult;
import dev.loom.tools.schema.ParameterSchemaBuilder;
import dev.loom.tools.workspace.TreeListing;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/// `list_directory`: lists two levels of a directory as a tree.
public final class ListDirectoryTool implements Tool {
  private static final int LINES_MAX = 1_000;

  private static final Map<String, Object> PARAMETERS =
      ParameterSchemaBuilder.object()
          .optional(
              "path",
              ParameterSchemaBuilder.text(
                  "The directory, relative to the workspace. Default: the workspace root.", 10_000))
          .build();

  @Override
  public String name() {
    return "list_directory";
  }

  @Override
  public String description() {
    return "Lists a directory of the workspace, two levels deep, directories first. Version"
        + " control, cache and dependency directories are omitted.";
  }

  @Override
  public Map<String, Object> parameters() {
    return PARAMETERS;
  }

  @Override
  public Duration timeLimit() {
    return Duration.ofSeconds(10);
  }

  @Override
  public boolean readOnly() {
    return true;
  }

  @Override
  public ToolResult execute(Arguments arguments, ToolContext context) throws IOException {
    var path = arguments.optionalText("path").orElse(".");
    return ToolResult.ok(TreeListing.render(context.workspace(), path, LINES_MAX));
  }
}
