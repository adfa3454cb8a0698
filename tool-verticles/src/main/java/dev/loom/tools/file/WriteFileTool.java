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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// `write_file`: creates a file or replaces its content. Keeps the byte order mark and the CR LF or
/// CR line ends of a file; refuses to replace what has changed since the model read it.
public final class WriteFileTool extends FileWritingTool {
  private static final int CONTENT_CHARS_MAX = 1024 * 1024;

  /// @param recoveryLookup finds the state of a file before a repeated call was first executed
  /// @param seenFiles what models have seen, shared with the other file tools
  public WriteFileTool(CrashRecoveryLookup recoveryLookup, SeenFiles seenFiles) {
    super(
        "write_file",
        "Creates a file in the workspace or replaces its whole content. To change part of a"
            + " file, use edit_file.",
        ParameterSchemaBuilder.object()
            .path("The file, relative to the workspace. Missing directories are created.")
            .text("content", "The complete new content.", CONTENT_CHARS_MAX)
            .build("path", "content"),
        recoveryLookup,
        seenFiles);
  }

  /// A content in the form of the file that it replaces.
  ///
  /// @param notes what the model should know
  private record Adapted(byte[] bytes, String notes) {
    static Adapted to(Optional<byte[]> existing, String content) {
      var old = existing.flatMap(TextDecoder::decode).orElse("");
      var format = TextFormat.of(old);
      var ending = TextFormat.of(content).lineEnding();
      var notes = new ArrayList<String>();
      var text = content;
      if (format.lineEnding().startsWith("\r") && ending.equals("\n")) {
        text = format.withLineEndings(text);
        var name = format.lineEnding().equals(TextFormat.CRLF) ? "CRLF" : "CR";
        notes.add("with the " + name + " line ends that the file had");
      } else if (format.lineEnding().equals("\n") && ending.equals(TextFormat.CRLF)) {
        notes.add("the line ends changed from LF to CRLF");
      }
      if (!format.withMark(text).equals(text)) {
        text = format.withMark(text);
        notes.add("with the byte order mark that the file had");
      }
      return new Adapted(
          text.getBytes(StandardCharsets.UTF_8),
          notes.isEmpty() ? "" : " (" + String.join("; ", notes) + ")");
    }
  }

  /// The call has completed if its change was recorded and the file has the requested content.
  @Override
  public Optional<ToolResult> findCompleted(Arguments arguments, ToolContext context)
      throws Exception {
    var path = arguments.text("path");
    var before = findBefore(context, path);
    if (before.isEmpty()) {
      return Optional.empty();
    }
    var content = Adapted.to(before.get().content(), arguments.text("content"));
    if (!existing(context.workspace(), path)
        .filter(bytes -> Arrays.equals(bytes, content.bytes()))
        .isPresent()) {
      return Optional.empty();
    }
    var kind = before.get().existed() ? FileChange.Kind.MODIFIED : FileChange.Kind.CREATED;
    return Optional.of(
        success(content, "", new FileChange(context.workspace().relativize(path), kind)));
  }

  @Override
  ToolResult change(Arguments arguments, ToolContext context, Path file) throws IOException {
    var path = arguments.text("path");
    var workspace = context.workspace();
    var relative = workspace.relativize(path);
    var existing = existing(workspace, path);
    var content = Adapted.to(existing, arguments.text("content"));
    if (existing.filter(bytes -> Arrays.equals(bytes, content.bytes())).isPresent()) {
      seenFiles().record(context, file, content.bytes());
      return ToolResult.ok(
          "%s already has this content (%s bytes); nothing was written"
              .formatted(relative, content.bytes().length));
    }
    if (existing.isPresent()) {
      var seen = seenFiles().state(context, file, existing.get());
      if (seen == SeenFiles.State.CHANGED) {
        return refused(relative, "it has changed since you last read it");
      }
      if (seen == SeenFiles.State.UNKNOWN
          && TextDecoder.isText(existing.get())
          && !isFirstTry(context, path, existing.get())) {
        return refused(
            relative, "it may have changed since you read it, before Loom was restarted");
      }
    }
    var vanished = existing.isEmpty() && seenFiles().contains(context, file);
    var notes =
        linkNote(relative, file)
            + (vanished ? "\nNote: the file that you had read was no longer there." : "");
    var change = workspace.write(path, content.bytes());
    seenFiles().record(context, file, content.bytes());
    return success(content, notes, change);
  }

  /// Returns whether the file is as it was when an earlier execution of this call was allowed to
  /// replace it.
  private boolean isFirstTry(ToolContext context, String path, byte[] existing) throws IOException {
    return findBefore(context, path)
        .flatMap(CrashRecoveryLookup.BeforeImage::content)
        .filter(before -> Arrays.equals(before, existing))
        .isPresent();
  }

  private static ToolResult refused(String relative, String reason) {
    return ToolResult.fail(
        "%s was not written, because %s. Read it again, then write or edit it."
            .formatted(relative, reason));
  }

  /// The content of a file; empty if there is none, or if it is too large to have been read.
  private static Optional<byte[]> existing(Workspace workspace, String path) throws IOException {
    var entry = workspace.stat(path);
    return entry.kind() == Kind.FILE && entry.sizeBytes() <= TextDecoder.BYTES_MAX
        ? Optional.of(workspace.read(path, TextDecoder.BYTES_MAX))
        : Optional.empty();
  }

  private static ToolResult success(Adapted content, String notes, FileChange change) {
    return ToolResult.ok(
            "Wrote %d bytes to %s%s%s"
                .formatted(content.bytes().length, change.path(), content.notes(), notes))
        .withFilesChanged(List.of(change));
  }
}
