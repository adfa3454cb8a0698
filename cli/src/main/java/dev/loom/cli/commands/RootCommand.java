package dev.loom.cli.commands;

import dev.loom.cli.client.ClientException;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.transcript.TranscriptException;
import dev.loom.engine.EngineException;
import dev.loom.engine.config.ConfigException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The `loom` command: registers all subcommands and maps failures to exit codes.
@Command(
    name = "loom",
    description = "Plan a goal, run it with tools, verify every result, and report.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    footer = {"", "Run 'loom COMMAND --help' for the options of a command."})
public final class RootCommand {
  private RootCommand() {}

  /// Creates the command line.
  public static CommandLine commandLine() {
    var line = new CommandLine(new RootCommand());
    line.addSubcommand(new RunCommand());
    line.addSubcommand(new DemoCommand());
    line.addSubcommand(new ReplayCommand());
    line.addSubcommand(new ServeCommand());
    line.addSubcommand(new TasksCommand());
    line.addSubcommand(new StatusCommand());
    line.addSubcommand(new SteerCommand());
    line.addSubcommand(new PauseCommand());
    line.addSubcommand(new ResumeCommand());
    line.addSubcommand(new CancelCommand());
    line.addSubcommand(new ApproveCommand());
    line.addSubcommand(new AnswerCommand());
    line.addSubcommand(new FeedbackCommand());
    line.addSubcommand(new DiffCommand());
    line.addSubcommand(new UndoCommand());
    line.addSubcommand(new LearnedCommand());
    line.addSubcommand(new ResetLearningCommand());
    line.addSubcommand(new SetupCommand());
    line.addSubcommand(new DoctorCommand());
    line.addSubcommand(new ModelsCommand());
    line.addSubcommand(new ToolsCommand());
    line.addSubcommand(new ProcessesCommand());
    line.addSubcommand(new CompletionCommand());
    line.getSubcommands()
        .values()
        .forEach(each -> each.getCommandSpec().mixinStandardHelpOptions(true));
    line.registerConverter(TaskArgument.class, new TaskArgument.Converter());
    line.setExecutionExceptionHandler((failure, at, result) -> printFailure(failure, at));
    line.setExitCodeExceptionMapper(failure -> ExitCode.USAGE);
    line.getCommandSpec().exitCodeOnInvalidInput(ExitCode.USAGE);
    line.getSubcommands()
        .values()
        .forEach(each -> each.getCommandSpec().exitCodeOnInvalidInput(ExitCode.USAGE));
    return line;
  }

  private static int printFailure(Exception failure, CommandLine at) throws Exception {
    int code =
        switch (failure) {
          case ClientException client ->
              client.isUnreachable() ? ExitCode.UNAVAILABLE : ExitCode.FAILED;
          case ServiceException refused -> ExitCode.FAILED;
          case EngineException engine -> ExitCode.UNAVAILABLE;
          case ConfigException config -> ExitCode.CONFIG;
          case TranscriptException file -> ExitCode.USAGE;
          case IllegalArgumentException usage -> ExitCode.USAGE;
          default -> throw failure;
        };
    at.getErr().println("loom: " + failure.getMessage());
    return code;
  }
}
