package dev.loom.tools.file;

import dev.loom.api.tool.Arguments;
import dev.loom.api.tool.CrashPolicy;
import dev.loom.api.tool.Tool;
import dev.loom.api.tool.ToolContext;
import dev.loom.api.tool.ToolDescriptor;
import dev.loom.api.tool.ToolEffect;
import dev.loom.api.tool.ToolResult;
import dev.loom.tools.schema.ParameterSchemaBuilder;
import dev.loom.tools.workspace.TreeListing;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// `list_directory`: lists two levels of a directory as a tree.
public final class ListDirectoryTool implements Tool {
  private static final int LINES_MAX = 1_000;

  private static final ToolDescriptor DESCRIPTOR =
      ToolDescriptor.of(
              "list_directory",
              "Lists a directory of the workspace, two levels deep, directories first. Version"
                  + " control, cache and dependency directories are omitted.",
              ParameterSchemaBuilder.object()
                  .optional(
                      "path",
                      ParameterSchemaBuilder.text(
                          "The directory, relative to the workspace. Default: the workspace root.",
                          10_000))
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
  public Duration timeLimit() {
    return Duration.ofSeconds(10);
  }

  @Override
  public CrashPolicy onCrash() {
    return CrashPolicy.RETRY;
  }

  @Override
  public ToolResult execute(Arguments arguments, ToolContext context) throws IOException {
    var path = arguments.optionalText("path").orElse(".");
    var listing = TreeListing.render(context.workspace(), path, LINES_MAX);
    return ToolResult.ok(listing.text())
        .withData(
            Map.of(
                "files", listing.files(),
                "directories", listing.directories(),
                "omitted", listing.omitted()));
  }
}
