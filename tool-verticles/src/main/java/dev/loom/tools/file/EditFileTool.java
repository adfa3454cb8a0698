package dev.loom.tools.file;

import dev.loom.api.tool.Arguments;
import dev.loom.api.tool.CrashPolicy;
import dev.loom.api.tool.FileChange;
import dev.loom.api.tool.Tool;
import dev.loom.api.tool.ToolContext;
import dev.loom.api.tool.ToolResult;
import dev.loom.api.tool.Workspace;
import dev.loom.tools.file.Edit.EditException;
import dev.loom.tools.schema.ParameterSchema;
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
  private static final Map<String, Object> OLD =
      ParameterSchema.text("The text to replace. It must match exactly one place.", TEXT_CHARS_MAX);
  private static final Map<String, Object> NEW =
      ParameterSchema.text("The replacement text.", TEXT_CHARS_MAX);

  private static final Map<String, Object> PARAMETERS =
      ParameterSchema.object()
          .required("path", ParameterSchema.text("The file, relative to the workspace.", 10_000))
          .optional("old_str", OLD)
          .optional("new_str", NEW)
          .optional(
              "edits",
              ParameterSchema.list(
                  "Several replacements, applied in order. Use instead of old_str and new_str.",
                  ParameterSchema.object().required("old_str", OLD).required("new_str", NEW),
                  EDITS_MAX))
          .build();

  private final FileLocks locks;

  private final CrashRecoveryLookup recoveryLookup;

  /// @param locks shared with the other tools that change files
  /// @param recoveryLookup finds the state of a file before the first attempt of a repeated call
  public EditFileTool(FileLocks locks, CrashRecoveryLookup recoveryLookup) {
    this.locks = locks;
    this.recoveryLookup = recoveryLookup;
  }

  @Override
  public String name() {
    return "edit_file";
  }

  @Override
  public String description() {
    return "Replaces text in a file. Give old_str and new_str, or a list of edits. Edits are applied"
        + " in order, all or none. old_str must match exactly one place. Small differences in white"
        + " space are ignored.";
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
    return CrashPolicy.VERIFY;
  }

  /// Applies the edits to the content before the first attempt. If the result equals the current
  /// content, the edit has been made. If the first attempt changed nothing, the edit runs again. In
  /// all other cases it fails, because a second run could apply the edit twice.
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
        var edited = edited(relative, old, edits);
        if (Arrays.equals(bytes(edited), context.workspace().read(path, TextDecoder.BYTES_MAX))) {
          var change = new FileChange(relative, FileChange.Kind.MODIFIED);
          return Optional.of(
              ToolResult.ok(summary(relative, edited, edits.size(), old))
                  .withFilesChanged(List.of(change)));
        }
      }
    } catch (EditException | IOException changedSince) {
      // The file changed since; reported below.
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
    } catch (EditException doesNotFit) {
      return ToolResult.fail(doesNotFit.getMessage());
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
      var each = (Map<?, ?>) item;
      var label = list.size() == 1 ? "" : "edit[" + edits.size() + "]";
      edits.add(new Edit(label, (String) each.get("old_str"), (String) each.get("new_str")));
    }
    return edits;
  }

  private static ToolResult edit(Workspace workspace, String path, List<Edit> edits)
      throws IOException, EditException, InterruptedException {
    var before = TextDecoder.decodeForEditing(path, workspace.read(path, TextDecoder.BYTES_MAX));
    var relative = workspace.relativize(path);
    var edited = edited(relative, before, edits);
    if (edited.text().equals(before)) {
      return ToolResult.ok(
          "Edited " + relative + ": the new text equals the old text; nothing changed");
    }
    var change = workspace.write(path, bytes(edited));
    return ToolResult.ok(summary(relative, edited, edits.size(), before))
        .withFilesChanged(List.of(change));
  }

  private static EditBuffer edited(String relative, String before, List<Edit> edits)
      throws EditException, InterruptedException {
    var edited = new EditBuffer(relative, before);
    for (var edit : edits) {
      edited.apply(edit);
    }
    return edited;
  }

  private static byte[] bytes(EditBuffer edited) {
    return edited.text().getBytes(StandardCharsets.UTF_8);
  }

  private static String summary(String relative, EditBuffer edited, int edits, String before) {
    var done =
        edits > 1
            ? "applied " + edits + " edits"
            : "replaced %d lines with %d lines"
                .formatted(edited.linesRemoved(), edited.linesAdded());
    var how =
        edited.isFuzzy() ? " (fuzzy match used: white space or a few characters differed)" : "";
    var different = edited.linesRemoved() + edited.linesAdded();
    var diff = LineDiff.render(relative, before, edited.text(), different);
    return "Edited " + relative + ": " + done + how + "\n" + diff;
  }
}
