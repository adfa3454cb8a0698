package dev.loom.tools.file;

import dev.loom.api.tool.Arguments;
import dev.loom.api.tool.CrashPolicy;
import dev.loom.api.tool.FileChange;
import dev.loom.api.tool.Tool;
import dev.loom.api.tool.ToolContext;
import dev.loom.api.tool.ToolDescriptor;
import dev.loom.api.tool.ToolEffect;
import dev.loom.api.tool.ToolResult;
import dev.loom.api.tool.Workspace;
import dev.loom.api.tool.Workspace.Kind;
import dev.loom.tools.schema.ParameterSchemaBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// `write_file`: creates a file or replaces its content.
public final class WriteFileTool implements Tool {
  private static final int CONTENT_CHARS_MAX = 1024 * 1024;

  private static final ToolDescriptor DESCRIPTOR =
      ToolDescriptor.of(
          "write_file",
          "Creates a file in the workspace or replaces its whole content. To change part of a"
              + " file, use edit_file.",
          ParameterSchemaBuilder.object()
              .required(
                  "path",
                  ParameterSchemaBuilder.text(
                      "The file, relative to the workspace. Missing directories are created.",
                      10_000))
              .required(
                  "content",
                  ParameterSchemaBuilder.text("The complete new content.", CONTENT_CHARS_MAX))
              .build());

  private final FileLocks locks;

  private final CrashRecoveryLookup recoveryLookup;

  /// @param locks shared with the other tools that change files
  /// @param recoveryLookup finds the state of a file before a repeated call was first executed
  public WriteFileTool(FileLocks locks, CrashRecoveryLookup recoveryLookup) {
    this.locks = locks;
    this.recoveryLookup = recoveryLookup;
  }

  @Override
  public ToolDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public List<ToolEffect> effects(Arguments arguments) {
    return List.of(new ToolEffect.WritesPath(arguments.text("path")));
  }

  @Override
  public Duration timeLimit() {
    return Duration.ofSeconds(10);
  }

  @Override
  public CrashPolicy onCrash() {
    return CrashPolicy.VERIFY;
  }

  /// The call has completed if its change was recorded and the file has the requested content.
  @Override
  public Optional<ToolResult> findCompleted(Arguments arguments, ToolContext context)
      throws Exception {
    var path = arguments.text("path");
    var content = arguments.text("content").getBytes(StandardCharsets.UTF_8);
    var before = recoveryLookup.find(context, path);
    if (before.isEmpty() || !hasContent(context.workspace(), path, content)) {
      return Optional.empty();
    }
    var kind = before.get().existed() ? FileChange.Kind.MODIFIED : FileChange.Kind.CREATED;
    return Optional.of(
        success(content, new FileChange(context.workspace().relativize(path), kind)));
  }

  @Override
  public ToolResult execute(Arguments arguments, ToolContext context) throws Exception {
    var path = arguments.text("path");
    var content = arguments.text("content").getBytes(StandardCharsets.UTF_8);
    var relative = context.workspace().relativize(path);
    return locks.withLock(context, relative, () -> write(context.workspace(), path, content));
  }

  private static ToolResult write(Workspace workspace, String path, byte[] content)
      throws IOException {
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
