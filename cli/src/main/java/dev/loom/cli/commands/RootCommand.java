package dev.loom.cli.commands;

import dev.loom.cli.client.ClientException;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.transcript.TranscriptException;
import dev.loom.engine.EngineException;
import dev.loom.engine.config.ConfigException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

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
    var commandLine = new CommandLine(new RootCommand());
    commandLine.addSubcommand(new RunCommand());
    commandLine.addSubcommand(new DemoCommand());
    commandLine.addSubcommand(new ReplayCommand());
    commandLine.addSubcommand(new ServeCommand());
    commandLine.addSubcommand(new TasksCommand());
    commandLine.addSubcommand(new StatusCommand());
    commandLine.addSubcommand(new DecisionsCommand());
    commandLine.addSubcommand(new SteerCommand());
    commandLine.addSubcommand(new PauseCommand());
    commandLine.addSubcommand(new ResumeCommand());
    commandLine.addSubcommand(new CancelCommand());
    commandLine.addSubcommand(new ApproveCommand());
    commandLine.addSubcommand(new AnswerCommand());
    commandLine.addSubcommand(new FeedbackCommand());
    commandLine.addSubcommand(new DiffCommand());
    commandLine.addSubcommand(new UndoCommand());
    commandLine.addSubcommand(new LearnedCommand());
    commandLine.addSubcommand(new ResetLearningCommand());
    commandLine.addSubcommand(new SetupCommand());
    commandLine.addSubcommand(new DoctorCommand());
    commandLine.addSubcommand(new ModelsCommand());
    commandLine.addSubcommand(new ToolsCommand());
    commandLine.addSubcommand(new ProcessesCommand());
    commandLine.addSubcommand(new CompletionCommand());
    commandLine.registerConverter(TaskArgument.class, new TaskArgument.Converter());
    commandLine.setExecutionExceptionHandler(
        (failure, command, result) -> printFailure(failure, command));
    commandLine.setExitCodeExceptionMapper(
        failure -> failure instanceof ParameterException ? ExitCode.USAGE : ExitCode.FAILED);
    commandLine.getCommandSpec().exitCodeOnInvalidInput(ExitCode.USAGE);
    for (var subcommand : commandLine.getSubcommands().values()) {
      var spec = subcommand.getCommandSpec();
      spec.mixinStandardHelpOptions(true).exitCodeOnInvalidInput(ExitCode.USAGE);
    }
    return commandLine;
  }

  private static int printFailure(Exception failure, CommandLine command) throws Exception {
    int code =
        switch (failure) {
          case ClientException exception ->
              exception.isUnreachable() ? ExitCode.UNAVAILABLE : ExitCode.FAILED;
          case ServiceException ignored -> ExitCode.FAILED;
          case EngineException ignored -> ExitCode.UNAVAILABLE;
          case ConfigException ignored -> ExitCode.CONFIG;
          case TranscriptException ignored -> ExitCode.USAGE;
          case IllegalArgumentException ignored -> ExitCode.USAGE;
          default -> throw failure;
        };
    command.getErr().println("loom: " + failure.getMessage());
    return code;
  }
}
