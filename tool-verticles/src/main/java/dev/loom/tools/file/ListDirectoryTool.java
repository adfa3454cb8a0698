package dev.loom.tools.file;

import dev.loom.api.tool.Arguments;
import dev.loom.api.tool.ToolContext;
import dev.loom.api.tool.ToolResult;
import dev.loom.tools.schema.ParameterSchemaBuilder;
import dev.loom.tools.schema.PathReadingTool;
import dev.loom.tools.workspace.TreeListing;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// `list_directory`: lists two levels of a directory as a tree.
public final class ListDirectoryTool extends PathReadingTool {
  private static final int LINES_MAX = 1_000;

  public ListDirectoryTool() {
    super(
        "list_directory",
        "Lists a directory of the workspace, two levels deep, directories first. Version"
            + " control, cache and dependency directories are omitted.",
        ParameterSchemaBuilder.object()
            .path("The directory, relative to the workspace. Default: the workspace root.")
            .build(),
        Duration.ofSeconds(10));
  }

  @Override
  public ToolResult execute(Arguments arguments, ToolContext context) throws IOException {
    var path = pathOrRoot(arguments);
    var listing = TreeListing.render(context.workspace(), path, LINES_MAX);
    return ToolResult.ok(listing.text())
        .withData(
            Map.of(
                "files", listing.files(),
                "directories", listing.directories(),
                "links", listing.links(),
                "skipped", List.copyOf(listing.hidden()),
                "omitted", listing.omitted()));
  }
}
