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
import dev.loom.tools.file.Edit.EditException;
import dev.loom.tools.schema.ParameterSchemaBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `edit_file`: replaces parts of a file, all or none.
public final class EditFileTool implements Tool {
  private static final int TEXT_CHARS_MAX = 1024 * 1024;
  private static final int EDITS_MAX = 100;
  private static final Map<String, Object> OLD_TEXT =
      ParameterSchemaBuilder.text(
          "The text to replace. It must match exactly one place.", TEXT_CHARS_MAX);
  private static final Map<String, Object> NEW_TEXT =
      ParameterSchemaBuilder.text("The replacement text.", TEXT_CHARS_MAX);

  private static final ToolDescriptor DESCRIPTOR =
      ToolDescriptor.of(
          "edit_file",
          "Replaces text in a file. Give old_str and new_str, or a list of edits. Edits are applied"
              + " in order, all or none. old_str must match exactly one place. Small differences in white"
              + " space are ignored.",
          ParameterSchemaBuilder.object()
              .required(
                  "path",
                  ParameterSchemaBuilder.text("The file, relative to the workspace.", 10_000))
              .optional("old_str", OLD_TEXT)
              .optional("new_str", NEW_TEXT)
              .optional(
                  "edits",
                  ParameterSchemaBuilder.list(
                      "Several replacements, applied in order. Use instead of old_str and new_str.",
                      ParameterSchemaBuilder.object()
                          .required("old_str", OLD_TEXT)
                          .required("new_str", NEW_TEXT),
                      EDITS_MAX))
              .build());

  private final FileLocks locks;

  private final CrashRecoveryLookup recoveryLookup;

  /// @param locks shared with the other tools that change files
  /// @param recoveryLookup finds the state of a file before a repeated call was first executed
  public EditFileTool(FileLocks locks, CrashRecoveryLookup recoveryLookup) {
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

  /// Applies the edits to the content before the first execution. If the result equals the current
  /// content, the call has completed. If the first execution changed nothing, the call is executed
  /// again. Otherwise it fails, because a second execution could apply the edits twice.
  @Override
  public Optional<ToolResult> findCompleted(Arguments arguments, ToolContext context)
      throws Exception {
    var path = arguments.text("path");
    var before = recoveryLookup.find(context, path);
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
              ToolResult.ok(summary(relative, buffer, edits.size(), old))
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
  public ToolResult execute(Arguments arguments, ToolContext context) throws Exception {
    var path = arguments.text("path");
    try {
      var edits = edits(arguments);
      var relative = context.workspace().relativize(path);
      return locks.withLock(context, relative, () -> edit(context.workspace(), path, edits));
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
              newText.orElseThrow(() -> new EditException("'new_str' is required"))));
    }
    var edits = new ArrayList<Edit>();
    for (var item : list) {
      var fields = (Map<?, ?>) item;
      var label = list.size() == 1 ? "" : "edit[" + edits.size() + "]";
      edits.add(new Edit(label, (String) fields.get("old_str"), (String) fields.get("new_str")));
    }
    return edits;
  }

  private static ToolResult edit(Workspace workspace, String path, List<Edit> edits)
      throws IOException, EditException, InterruptedException {
    var before = TextDecoder.decodeForEditing(path, workspace.read(path, TextDecoder.BYTES_MAX));
    var relative = workspace.relativize(path);
    var buffer = applyEdits(relative, before, edits);
    if (buffer.text().equals(before)) {
      return ToolResult.ok(
          "Edited " + relative + ": the new text equals the old text; nothing changed");
    }
    var change = workspace.write(path, encode(buffer));
    return ToolResult.ok(summary(relative, buffer, edits.size(), before))
        .withFilesChanged(List.of(change));
  }

  private static EditBuffer applyEdits(String relative, String before, List<Edit> edits)
      throws EditException, InterruptedException {
    var buffer = new EditBuffer(relative, before);
    for (var edit : edits) {
      buffer.apply(edit);
    }
    return buffer;
  }

  private static byte[] encode(EditBuffer buffer) {
    return buffer.text().getBytes(StandardCharsets.UTF_8);
  }

  private static String summary(String relative, EditBuffer buffer, int editCount, String before) {
    var action =
        editCount > 1
            ? "applied " + editCount + " edits"
            : "replaced %d lines with %d lines"
                .formatted(buffer.linesRemoved(), buffer.linesAdded());
    var note =
        buffer.isFuzzy() ? " (fuzzy match used: white space or a few characters differed)" : "";
    var differentMax = buffer.linesRemoved() + buffer.linesAdded();
    var diff = LineDiff.render(relative, before, buffer.text(), differentMax);
    return "Edited " + relative + ": " + action + note + "\n" + diff;
  }
}
