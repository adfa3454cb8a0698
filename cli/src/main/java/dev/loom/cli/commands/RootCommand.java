package dev.loom.cli.commands;

import dev.loom.cli.client.ClientException;
import dev.loom.cli.client.CommandException;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.transcript.TranscriptException;
import dev.loom.engine.EngineException;
import dev.loom.engine.config.ConfigException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

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
    addMethods(commandLine, EngineCommands.class, "stop");
    addMethods(commandLine, ListCommands.class, "tasks");
    addMethods(commandLine, StatusCommand.class, "status");
    addMethods(commandLine, ListCommands.class, "decisions");
    addMethods(
        commandLine,
        ControlCommands.class,
        "steer",
        "pause",
        "resume",
        "cancel",
        "approve",
        "answer",
        "feedback");
    commandLine.addSubcommand(new RetryCommand());
    addMethods(commandLine, ChangeCommands.class, "diff", "undo");
    addMethods(commandLine, LearningCommands.class, "learned", "resetLearning");
    commandLine.addSubcommand(new SetupCommand());
    commandLine.addSubcommand(new DoctorCommand());
    commandLine.addSubcommand(new TrustCommand());
    addMethods(commandLine, ListCommands.class, "models", "tools", "mcp", "processes");
    commandLine.addSubcommand(new CompletionCommand());
    addHelpCommand(commandLine);
    UsageErrors.registerNumbers(commandLine);
    commandLine.setParameterExceptionHandler(new UsageErrors());
    commandLine.setExecutionStrategy(JsonOutput::execute);
    commandLine.registerConverter(TaskId.class, RootCommand::parseTaskId);
    commandLine.setExecutionExceptionHandler(
        (failure, command, result) -> printFailure(failure, command));
    commandLine.setExitCodeExceptionMapper(
        failure -> failure instanceof ParameterException ? ExitCode.USAGE : ExitCode.FAILED);
    commandLine.getCommandSpec().exitCodeOnInvalidInput(ExitCode.USAGE);
    for (var subcommand : commandLine.getSubcommands().values()) {
      var spec = subcommand.getCommandSpec();
      if (!spec.mixinStandardHelpOptions()) {
        spec.mixinStandardHelpOptions(true);
      }
      JsonOutput.addOption(spec);
      spec.exitCodeOnInvalidInput(ExitCode.USAGE);
    }
    return commandLine;
  }

  private static void addHelpCommand(CommandLine commandLine) {
    var help = new CommandLine(new CommandLine.HelpCommand());
    help.getCommandSpec().usageMessage().header(new String[0]);
    help.getCommandSpec().usageMessage().description("Show the options of a command.");
    commandLine.addSubcommand(help);
  }

  /// Adds the commands that methods of a class implement, in the order of the names.
  private static void addMethods(CommandLine commandLine, Class<?> commands, String... names) {
    for (var name : names) {
      CommandLine.getCommandMethods(commands, name).forEach(commandLine::addSubcommand);
    }
  }

  /// Parses a complete task ID; a malformed one is a usage error.
  static TaskId parseTaskId(String text) {
    try {
      return new TaskId(text);
    } catch (IllegalArgumentException failure) {
      throw new TypeConversionException("Invalid task ID: " + failure.getMessage());
    }
  }

  private static int printFailure(Exception failure, CommandLine command) throws Exception {
    int code =
        switch (failure) {
          case ClientException exception when exception.isUnreachable() -> ExitCode.UNAVAILABLE;
          case ClientException exception when exception.isInvalidRequest() -> ExitCode.USAGE;
          case ClientException ignored -> ExitCode.FAILED;
          case ServiceException ignored -> ExitCode.FAILED;
          case CommandException exception -> exception.exitCode();
          case IllegalArgumentException ignored -> ExitCode.USAGE;
          default -> engineFailure(failure);
        };
    return JsonOutput.fail(command, code, failure.getMessage());
  }

  /// Maps failures of an engine in this process, apart because a client loads no class of it.
  private static int engineFailure(Exception failure) throws Exception {
    return switch (failure) {
      case EngineException exception ->
          exception.isOfConfiguration() ? ExitCode.CONFIG : ExitCode.UNAVAILABLE;
      case ConfigException ignored -> ExitCode.CONFIG;
      case TranscriptException ignored -> ExitCode.USAGE;
      default -> throw failure;
    };
  }
}
