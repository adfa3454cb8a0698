package dev.loom.tools.file;

import dev.loom.api.tool.Arguments;
import dev.loom.api.tool.CrashPolicy;
import dev.loom.api.tool.FileChange;
import dev.loom.api.tool.ToolContext;
import dev.loom.api.tool.ToolEffect;
import dev.loom.api.tool.ToolResult;
import dev.loom.api.tool.Workspace;
import dev.loom.api.tool.Workspace.Kind;
import dev.loom.contracts.tool.ToolErrorCode;
import dev.loom.tools.schema.BuiltinTool;
import dev.loom.tools.schema.ParameterSchemaBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// `delete_file`: deletes a file, a link (not its target) or a directory.
public final class DeleteFileTool extends BuiltinTool {
  static final int ENTRIES_MAX = 10_000;

  public DeleteFileTool() {
    super(
        "delete_file",
        "Deletes a file, a link or an empty directory of the workspace. The user can undo it.",
        ParameterSchemaBuilder.object()
            .path("What to delete, relative to the workspace.")
            .flag(
                "recursive",
                "Set to true to delete a directory with all that is in it, or a file that is too"
                    + " large for undo. The user is asked.")
            .build("path"),
        Duration.ofSeconds(60),
        CrashPolicy.NEVER);
  }

  @Override
  public List<ToolEffect> effects(Arguments arguments) {
    var path = arguments.text("path");
    var deletes = new ToolEffect.DeletesPath(path);
    return arguments.flag("recursive", false)
        ? List.of(
            deletes,
            new ToolEffect.NeedsApproval(
                "Deletes %s with all that is in it; undo cannot bring back large files"
                    .formatted(path)))
        : List.of(deletes);
  }

  @Override
  public ToolResult execute(Arguments arguments, ToolContext context) throws IOException {
    var workspace = context.workspace();
    var path = workspace.relativize(arguments.text("path"));
    if (path.equals(".")) {
      return ToolResult.fail(ToolErrorCode.INVALID_ARGUMENTS, "The workspace itself stays");
    }
    if (!arguments.flag("recursive", false)) {
      var isDirectory = FileTrees.isDirectory(workspace, path);
      try {
        workspace.delete(path);
      } catch (IOException failure) {
        if (String.valueOf(failure.getMessage()).startsWith("Directory is not empty")) {
          throw new IOException(
              failure.getMessage() + "; to delete it all, set recursive", failure);
        }
        throw failure;
      }
      return isDirectory
          ? ToolResult.ok("Deleted the empty directory " + path)
          : deleted(List.of(path), "Deleted " + path);
    }
    return deleteTree(workspace, path);
  }

  private static ToolResult deleteTree(Workspace workspace, String path) throws IOException {
    var entries = FileTrees.list(workspace, path, ENTRIES_MAX);
    var files = new ArrayList<String>();
    // What is in a directory comes after it.
    for (var entry : entries.reversed()) {
      workspace.delete(entry.path());
      if (entry.kind() != Kind.DIRECTORY) {
        files.add(entry.path());
      }
    }
    workspace.delete(path);
    if (entries.isEmpty()) {
      files.add(path);
    }
    return deleted(
        files, "Deleted %s with %d files".formatted(path, entries.isEmpty() ? 0 : files.size()));
  }

  private static ToolResult deleted(List<String> files, String text) {
    return ToolResult.ok(text)
        .withFilesChanged(
            files.stream().map(file -> new FileChange(file, FileChange.Kind.DELETED)).toList());
  }
}
