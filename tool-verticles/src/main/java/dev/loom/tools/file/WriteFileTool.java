package dev.loom.tools.file;

import dev.loom.api.tool.Arguments;
import dev.loom.api.tool.CrashPolicy;
import dev.loom.api.tool.Tool;
import dev.loom.api.tool.ToolContext;
import dev.loom.api.tool.ToolResult;
import dev.loom.api.tool.Workspace;
import dev.loom.api.tool.Workspace.Kind;
import dev.loom.tools.schema.ParameterSchema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// `write_file`: creates a file or replaces its content.
public final class WriteFileTool implements Tool {
  private static final int CONTENT_CHARS_MAX = 1024 * 1024;

  private static final Map<String, Object> PARAMETERS =
      ParameterSchema.object()
          .required(
              "path",
              ParameterSchema.text(
                  "The file, relative to the workspace; missing directories are made.", 10_000))
          .required("content", ParameterSchema.text("The whole new content.", CONTENT_CHARS_MAX))
          .build();

  private final FileLocks locks;

  /// @param locks shared with the other tools that change files
  public WriteFileTool(FileLocks locks) {
    this.locks = locks;
  }

  @Override
  public String name() {
    return "write_file";
  }

  @Override
  public String description() {
    return "Creates a file in the workspace or replaces its whole content. To change a part of a"
        + " file, use edit_file.";
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
  public CrashPolicy onCrash() {
    return CrashPolicy.RETRY;
  }

  @Override
  public ToolResult execute(Arguments arguments, ToolContext context) throws Exception {
    var path = arguments.text("path");
    var content = arguments.text("content").getBytes(StandardCharsets.UTF_8);
    var relative = context.workspace().relative(path);
    return locks.locked(context, relative, () -> write(context.workspace(), path, content));
  }

  private static ToolResult write(Workspace workspace, String path, byte[] content)
      throws IOException {
    var entry = workspace.look(path);
    if (entry.kind() == Kind.FILE
        && entry.sizeBytes() == content.length
        && Arrays.equals(workspace.read(path, content.length), content)) {
      return ToolResult.ok(
          entry.path() + " already holds these " + content.length + " bytes; nothing was written");
    }
    var change = workspace.write(path, content);
    return ToolResult.ok("Wrote " + content.length + " bytes to " + change.path())
        .withFilesChanged(List.of(change));
  }
}
