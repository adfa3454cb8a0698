package dev.loom.tools.shell;

import dev.loom.api.tool.Arguments;
import dev.loom.api.tool.CrashPolicy;
import dev.loom.api.tool.ProcessRunner;
import dev.loom.api.tool.ToolContext;
import dev.loom.api.tool.ToolEffect;
import dev.loom.api.tool.ToolResult;
import dev.loom.contracts.tool.ToolErrorCode;
import dev.loom.tools.process.Shell;
import dev.loom.tools.schema.BuiltinTool;
import dev.loom.tools.schema.ParameterSchemaBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// `shell_execute`: runs a command line with the [Shell] in the workspace.
public final class ShellExecuteTool extends BuiltinTool {
  private static final int COMMAND_CHARS_MAX = 100_000;
  private static final int WRITABLE_MAX = 20;

  /// @param timeLimit maximum duration of a command
  public ShellExecuteTool(Duration timeLimit) {
    this(timeLimit, List.of());
  }

  /// @param hosts that commands reach without an approval
  public ShellExecuteTool(Duration timeLimit, List<String> hosts) {
    super(
        "shell_execute",
        "Runs a command line with "
            + Shell.name()
            + " in the workspace and returns its output. Standard input is empty. Background"
            + " processes are killed when the command ends.",
        ParameterSchemaBuilder.object()
            .text("command", "The command line.", COMMAND_CHARS_MAX)
            .flag(
                "network",
                "Whether the command needs the network. A user is asked. Connections to servers"
                    + " that the command itself starts on localhost do not need it."
                    + (hosts.isEmpty() ? "" : " Nor do " + String.join(", ", hosts) + "."))
            .list(
                "writable",
                "Protected files, or paths outside the workspace, that the command must change."
                    + " A user is asked.",
                Map.of("type", "string"),
                WRITABLE_MAX)
            .build("command"),
        timeLimit,
        CrashPolicy.NEVER);
  }

  @Override
  public List<ToolEffect> effects(Arguments arguments) {
    var effects = new ArrayList<ToolEffect>();
    effects.add(new ToolEffect.RunsCommand(arguments.text("command")));
    if (arguments.flag("network", false)) {
      effects.add(new ToolEffect.OpensNetwork());
    }
    arguments.list("writable").forEach(path -> effects.add(new ToolEffect.WritesPath("" + path)));
    return effects;
  }

  @Override
  public ToolResult execute(Arguments arguments, ToolContext context)
      throws IOException, InterruptedException {
    var command = arguments.text("command");
    if (command.isBlank()) {
      return ToolResult.fail(ToolErrorCode.INVALID_ARGUMENTS, "'command' is empty");
    }
    if (command.indexOf('\0') >= 0) {
      return ToolResult.fail(ToolErrorCode.INVALID_ARGUMENTS, "'command' contains a NUL character");
    }
    return result(Shell.run(context.processRunner(), command));
  }

  private static ToolResult result(ProcessRunner.ProcessResult outcome) {
    var success = outcome.exitCode() == 0;
    var result =
        success
            ? ToolResult.ok(outcome.output())
            : ToolResult.fail(ToolErrorCode.NONZERO_EXIT, "Exit code: " + outcome.exitCode())
                .withOutput(outcome.output());
    return result.withData(Map.of("exit_code", outcome.exitCode()));
  }
}
