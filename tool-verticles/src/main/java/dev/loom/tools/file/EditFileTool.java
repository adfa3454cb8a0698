package dev.loom.tools.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import dev.loom.api.tool.Arguments;
import dev.loom.api.tool.FileChange;
import dev.loom.api.tool.ToolContext;
import dev.loom.api.tool.ToolResult;
import dev.loom.bus.json.Json;
import dev.loom.tools.file.Edit.EditException;
import dev.loom.tools.schema.ParameterSchemaBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `edit_file`: replaces parts of a file, all or none.
public final class EditFileTool extends FileWritingTool {
  private static final int TEXT_CHARS_MAX = 1024 * 1024;
  private static final int EDITS_MAX = 100;
  private static final int CONTEXT_LINES = 3;
  private static final int DIFF_LINES_MAX = 40;

  /// Upper bound for the diff algorithm, whose memory grows with the square of the changed lines.
  private static final int COMPARED_LINES_MAX = 2_000;

  /// @param recoveryLookup finds the state of a file before a repeated call was first executed
  /// @param seenFiles what models have seen, shared with the other file tools
  public EditFileTool(CrashRecoveryLookup recoveryLookup, SeenFiles seenFiles) {
    super(
        "edit_file",
        "Replaces text in a file. Give old_str and new_str, or a list of edits. Edits are applied"
            + " in order, all or none. old_str must match exactly one place. If it differs from the file"
            + " in white space only, the white space of the file is kept.",
        replacement(ParameterSchemaBuilder.object().path("The file, relative to the workspace."))
            .list(
                "edits",
                "Several replacements, applied in order. Use instead of old_str and new_str.",
                replacement(ParameterSchemaBuilder.object()).build("old_str", "new_str"),
                EDITS_MAX)
            .build("path"),
        recoveryLookup,
        seenFiles);
  }

  private static ParameterSchemaBuilder replacement(ParameterSchemaBuilder parameters) {
    return parameters
        .text("old_str", "The text to replace. It must match exactly one place.", TEXT_CHARS_MAX)
        .text("new_str", "The replacement text.", TEXT_CHARS_MAX)
        .flag("replace_all", "Set to true to replace every occurrence of old_str, not just one.");
  }

  /// Applies the edits to the content before the first execution. If the result equals the current
  /// content, the call has completed. If the first execution changed nothing, the call is executed
  /// again. Otherwise it fails, because a second execution could apply the edits twice.
  @Override
  public Optional<ToolResult> findCompleted(Arguments arguments, ToolContext context)
      throws Exception {
    var path = arguments.text("path");
    var before = findBefore(context, path);
    if (before.isEmpty()) {
      return Optional.empty();
    }
    var relative = context.workspace().relativize(path);
    try {
      var content = before.get().content();
      if (content.isPresent()) {
        var old = TextDecoder.decodeForEditing(path, content.get());
        var edits = edits(arguments);
        var buffer = applyEdits(relative, old, edits);
        if (Arrays.equals(encode(buffer), context.workspace().read(path, TextDecoder.BYTES_MAX))) {
          var change = new FileChange(relative, FileChange.Kind.MODIFIED);
          return Optional.of(
              ToolResult.ok(summary(relative, buffer, edits.size(), old, ""))
                  .withFilesChanged(List.of(change)));
        }
      }
    } catch (EditException | IOException ignored) {
      // The result cannot be compared; reported below.
    }
    return Optional.of(
        ToolResult.fail(
            "The engine stopped during this edit, and "
                + relative
                + " differs from the expected result. Read it before you edit it again."));
  }

  @Override
  ToolResult change(Arguments arguments, ToolContext context, Path file)
      throws IOException, InterruptedException {
    try {
      return edit(context, arguments.text("path"), file, edits(arguments));
    } catch (EditException failure) {
      return ToolResult.fail(failure.getMessage());
    }
  }

  private static List<Edit> edits(Arguments arguments) throws EditException {
    var list = arguments.list("edits");
    var oldText = arguments.optionalText("old_str");
    var newText = arguments.optionalText("new_str");
    var single = oldText.isPresent() || newText.isPresent();
    if (single != list.isEmpty()) {
      throw new EditException("Give either old_str and new_str, or edits.");
    }
    if (single) {
      return List.of(
          new Edit(
              "",
              oldText.orElseThrow(() -> new EditException("'old_str' is required")),
              newText.orElseThrow(() -> new EditException("'new_str' is required")),
              arguments.flag("replace_all", false)));
    }
    var edits = new ArrayList<Edit>();
    for (var item : list) {
      var fields = (Map<?, ?>) item;
      var label = list.size() == 1 ? "" : "edit[" + edits.size() + "]";
      edits.add(
          new Edit(
              label,
              (String) fields.get("old_str"),
              (String) fields.get("new_str"),
              Boolean.TRUE.equals(fields.get("replace_all"))
                  || arguments.flag("replace_all", false)));
    }
    return edits;
  }

  private ToolResult edit(ToolContext context, String path, Path file, List<Edit> edits)
      throws IOException, EditException, InterruptedException {
    var workspace = context.workspace();
    var bytes = workspace.read(path, TextDecoder.BYTES_MAX);
    var before = TextDecoder.decodeForEditing(path, bytes);
    var relative = workspace.relativize(path);
    var buffer = applyEdits(relative, before, edits);
    if (buffer.text().equals(before)) {
      return ToolResult.ok(
          "Edited " + relative + ": the new text equals the old text; nothing changed");
    }
    var seen = seenFiles().state(context, file, bytes);
    var notes = linkNote(relative, file);
    var change = workspace.write(path, encode(buffer));
    if (seen == SeenFiles.State.CHANGED) {
      notes = "\nNote: the file had changed since you last read it." + notes;
    } else if (seen != SeenFiles.State.UNKNOWN) {
      seenFiles().record(context, file, encode(buffer));
    }
    return ToolResult.ok(summary(relative, buffer, edits.size(), before, notes))
        .withFilesChanged(List.of(change));
  }

  static EditBuffer applyEdits(String relative, String before, List<Edit> edits)
      throws EditException, InterruptedException {
    var buffer = new EditBuffer(relative, before);
    for (var edit : edits) {
      buffer.apply(edit);
    }
    checkJson(relative, before, buffer.text());
    return buffer;
  }

  /// Refuses an edit after which a JSON file no longer is one: old and new text then start or end
  /// in different places.
  private static void checkJson(String path, String before, String after) throws EditException {
    if (path.endsWith(".json") && jsonError(before).isEmpty() && jsonError(after).isPresent()) {
      throw new EditException(
          "%s would no longer be valid JSON: %s. old_str and new_str must begin and end alike."
              .formatted(path, jsonError(after).orElseThrow()));
    }
  }

  private static Optional<String> jsonError(String text) {
    try {
      Json.mapper().readTree(TextFormat.withoutMark(text));
      return Optional.empty();
    } catch (JsonProcessingException failure) {
      return Optional.of(Json.describe(failure));
    }
  }

  private static byte[] encode(EditBuffer buffer) {
    return buffer.text().getBytes(StandardCharsets.UTF_8);
  }

  private static String summary(
      String relative, EditBuffer buffer, int editCount, String before, String fileNotes) {
    var action =
        editCount > 1
            ? "applied " + editCount + " edits"
            : "replaced %d lines with %d lines"
                .formatted(buffer.linesRemoved(), buffer.linesAdded());
    var note = buffer.notes().isEmpty() ? "" : " (" + String.join("; ", buffer.notes()) + ")";
    return "Edited %s: %s%s%s\n%s"
        .formatted(relative, action, note, fileNotes, diff(relative, buffer, before));
  }

  /// Renders the change as a unified diff of at most 40 lines.
  private static String diff(String relative, EditBuffer buffer, String before) {
    if (buffer.linesRemoved() + buffer.linesAdded() > COMPARED_LINES_MAX) {
      return "(too many changed lines to show)";
    }
    var old = TextFormat.withoutMark(before).lines().toList();
    var patch = DiffUtils.diff(old, TextFormat.withoutMark(buffer.text()).lines().toList());
    var diff =
        UnifiedDiffUtils.generateUnifiedDiff(
            "a/" + relative, "b/" + relative, old, patch, CONTEXT_LINES);
    var omitted = diff.size() - DIFF_LINES_MAX;
    return omitted <= 0
        ? String.join("\n", diff)
        : String.join("\n", diff.subList(0, DIFF_LINES_MAX))
            + "\n... (%d more diff lines)".formatted(omitted);
  }
}
