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
import dev.loom.tools.workspace.PathException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// `move_file`: moves or renames a file, a link (not its target) or a directory. Never replaces
/// anything.
public final class MoveFileTool extends BuiltinTool {
  private static final int PATH_CHARS_MAX = 10_000;
  private static final int ENTRIES_MAX = 10_000;

  public MoveFileTool() {
    super(
        "move_file",
        "Moves or renames a file or directory of the workspace. Missing directories are created;"
            + " nothing is replaced.",
        ParameterSchemaBuilder.object()
            .text("source", "What to move, relative to the workspace.", PATH_CHARS_MAX)
            .text("destination", "Its new path; nothing may be there.", PATH_CHARS_MAX)
            .build("source", "destination"),
        Duration.ofSeconds(60),
        CrashPolicy.NEVER);
  }

  @Override
  public List<ToolEffect> effects(Arguments arguments) {
    return List.of(
        new ToolEffect.DeletesPath(arguments.text("source")),
        new ToolEffect.WritesPath(arguments.text("destination")));
  }

  @Override
  public ToolResult execute(Arguments arguments, ToolContext context) throws IOException {
    var workspace = context.workspace();
    var source = workspace.relativize(arguments.text("source"));
    var destination = workspace.relativize(arguments.text("destination"));
    if (source.equals(".") || (destination + "/").startsWith(source + "/")) {
      return ToolResult.fail(
          ToolErrorCode.INVALID_ARGUMENTS,
          source + " cannot be moved to " + destination + ", which is the same or in it");
    }
    var changes = new ArrayList<FileChange>();
    if (FileTrees.isDirectory(workspace, source)) {
      moveDirectory(workspace, source, destination, changes);
    } else {
      move(workspace, source, destination, changes);
    }
    return ToolResult.ok("Moved %s to %s".formatted(source, destination)).withFilesChanged(changes);
  }

  private static void moveDirectory(
      Workspace workspace, String source, String destination, List<FileChange> changes)
      throws IOException {
    if (workspace.stat(destination).kind() != Kind.MISSING) {
      throw new IOException("Exists already: " + destination);
    }
    var entries = FileTrees.list(workspace, source, ENTRIES_MAX);
    for (var entry : entries) {
      if (entry.kind() == Kind.OTHER) {
        throw new PathException(ToolErrorCode.NOT_A_FILE, "Not a file: " + entry.path());
      }
    }
    workspace.makeDirectory(destination);
    for (var entry : entries) {
      var target = destination + entry.path().substring(source.length());
      if (entry.kind() == Kind.DIRECTORY) {
        workspace.makeDirectory(target);
      } else {
        move(workspace, entry.path(), target, changes);
      }
    }
    for (var entry : entries.reversed()) {
      if (entry.kind() == Kind.DIRECTORY) {
        workspace.delete(entry.path());
      }
    }
    workspace.delete(source);
  }

  private static void move(
      Workspace workspace, String source, String destination, List<FileChange> changes)
      throws IOException {
    workspace.move(source, destination);
    changes.add(new FileChange(source, FileChange.Kind.DELETED));
    changes.add(new FileChange(destination, FileChange.Kind.CREATED));
  }
}
