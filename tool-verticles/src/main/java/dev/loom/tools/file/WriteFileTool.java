package dev.loom.tools.file;

import dev.loom.api.tool.Arguments;
import dev.loom.api.tool.FileChange;
import dev.loom.api.tool.ToolContext;
import dev.loom.api.tool.ToolResult;
import dev.loom.api.tool.Workspace;
import dev.loom.api.tool.Workspace.Kind;
import dev.loom.tools.schema.ParameterSchemaBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// `write_file`: creates a file or replaces its content.
public final class WriteFileTool extends FileWritingTool {
  private static final int CONTENT_CHARS_MAX = 1024 * 1024;

  /// @param recoveryLookup finds the state of a file before a repeated call was first executed
  public WriteFileTool(CrashRecoveryLookup recoveryLookup) {
    super(
        "write_file",
        "Creates a file in the workspace or replaces its whole content. To change part of a"
            + " file, use edit_file.",
        ParameterSchemaBuilder.object()
            .path("The file, relative to the workspace. Missing directories are created.")
            .text("content", "The complete new content.", CONTENT_CHARS_MAX)
            .build("path", "content"),
        recoveryLookup);
  }

  /// The call has completed if its change was recorded and the file has the requested content.
  @Override
  public Optional<ToolResult> findCompleted(Arguments arguments, ToolContext context)
      throws Exception {
    var path = arguments.text("path");
    var content = arguments.text("content").getBytes(StandardCharsets.UTF_8);
    var before = findBefore(context, path);
    if (before.isEmpty() || !hasContent(context.workspace(), path, content)) {
      return Optional.empty();
    }
    var kind = before.get().existed() ? FileChange.Kind.MODIFIED : FileChange.Kind.CREATED;
    return Optional.of(
        success(content, new FileChange(context.workspace().relativize(path), kind)));
  }

  @Override
  ToolResult change(Arguments arguments, Workspace workspace, String path) throws IOException {
    var content = arguments.text("content").getBytes(StandardCharsets.UTF_8);
    if (hasContent(workspace, path, content)) {
      return ToolResult.ok(
          "%s already has this content (%s bytes); nothing was written"
              .formatted(workspace.relativize(path), content.length));
    }
    return success(content, workspace.write(path, content));
  }

  private static boolean hasContent(Workspace workspace, String path, byte[] content)
      throws IOException {
    var entry = workspace.stat(path);
    return entry.kind() == Kind.FILE
        && entry.sizeBytes() == content.length
        && Arrays.equals(workspace.read(path, content.length), content);
  }

  private static ToolResult success(byte[] content, FileChange change) {
    return ToolResult.ok("Wrote " + content.length + " bytes to " + change.path())
        .withFilesChanged(List.of(change));
  }
}
