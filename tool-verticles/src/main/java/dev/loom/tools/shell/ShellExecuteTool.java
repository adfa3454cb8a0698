package dev.loom.tools.shell;

import dev.loom.api.tool.Arguments;
import dev.loom.api.tool.Commands;
import dev.loom.api.tool.CrashPolicy;
import dev.loom.api.tool.FileChange;
import dev.loom.api.tool.Tool;
import dev.loom.api.tool.ToolContext;
import dev.loom.api.tool.ToolResult;
import dev.loom.tools.schema.ParameterSchema;
import dev.loom.tools.workspace.WorkspaceSnapshot;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `shell_execute`: a command line, run by `sh` in the workspace.
public final class ShellExecuteTool implements Tool {
  private static final int COMMAND_CHARS_MAX = 100_000;

  private static final Map<String, Object> PARAMETERS =
      ParameterSchema.object()
          .required("command", ParameterSchema.text("The command line for sh.", COMMAND_CHARS_MAX))
          .build();

  private final Duration timeLimit;

  /// @param timeLimit the longest a command may take
  public ShellExecuteTool(Duration timeLimit) {
    this.timeLimit = timeLimit;
  }

  @Override
  public String name() {
    return "shell_execute";
  }

  @Override
  public String description() {
    return "Runs a command line with sh in the workspace and shows what it wrote. Nothing is on its"
        + " standard input, and whatever it leaves running in the background is killed when it"
        + " ends.";
  }

  @Override
  public Map<String, Object> parameters() {
    return PARAMETERS;
  }

  @Override
  public Duration timeLimit() {
    return timeLimit;
  }

  @Override
  public CrashPolicy onCrash() {
    return CrashPolicy.NEVER;
  }

  @Override
  public ToolResult execute(Arguments arguments, ToolContext context)
      throws IOException, InterruptedException {
    var command = arguments.text("command");
    if (command.isBlank()) {
      return ToolResult.fail("'command' is empty");
    }
    if (command.indexOf('\0') >= 0) {
      return ToolResult.fail("'command' holds a NUL character, which no command line can");
    }
    var before = WorkspaceSnapshot.of(context.workspace());
    var outcome = context.commands().run(List.of("sh", "-c", command), Map.of());
    var changes = changes(before, context);
    return result(outcome, changes);
  }

  /// @return empty when the workspace is too large to compare
  private static Optional<List<FileChange>> changes(
      Optional<WorkspaceSnapshot> before, ToolContext context) throws IOException {
    if (before.isEmpty()) {
      return Optional.empty();
    }
    return WorkspaceSnapshot.of(context.workspace()).map(before.get()::changesUntil);
  }

  private static ToolResult result(Commands.Outcome outcome, Optional<List<FileChange>> changes) {
    var facts = new LinkedHashMap<String, Object>();
    facts.put("exit_code", outcome.exitCode());
    if (changes.isEmpty()) {
      facts.put("files_changed_unknown", true);
    }
    var success = outcome.exitCode() == 0;
    return new ToolResult(
        success,
        output(outcome),
        success ? "" : "Exit code: " + outcome.exitCode(),
        changes.orElse(List.of()),
        facts);
  }

  private static String output(Commands.Outcome outcome) {
    var output = outcome.output();
    if (outcome.errorOutput().isEmpty()) {
      return output;
    }
    var separator = output.isEmpty() || output.endsWith("\n") ? "" : "\n";
    return output + separator + "[stderr]\n" + outcome.errorOutput();
  }
}
