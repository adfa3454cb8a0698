package dev.loom.cli.commands;

import dev.loom.bus.text.NameSuggestions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/// Reports an invalid command line in two lines: what is wrong, and which help describes it.
final class UsageErrors implements IParameterExceptionHandler {
  /// Commands that delete or stop something. A typo never leads to them.
  private static final Set<String> NOT_SUGGESTED = Set.of("cancel", "undo", "reset-learning");

  /// Names that other programs use, and the command here.
  private static final Map<String, String> FAMILIAR_NAMES =
      Map.of(
          "init", "setup",
          "config", "setup",
          "login", "setup",
          "list", "tasks",
          "ls", "tasks",
          "ps", "tasks",
          "start", "serve",
          "exec", "run",
          "continue", "resume");

  @Override
  public int handleParseException(ParameterException failure, String[] arguments) {
    var command = failure.getCommandLine();
    var help = "Run '" + command.getCommandSpec().qualifiedName() + " --help' for its usage.";
    return JsonOutput.fail(command, ExitCode.USAGE, message(failure) + "\n" + help, arguments);
  }

  private static String message(ParameterException failure) {
    if (failure instanceof UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().isEmpty()) {
      return unmatchedMessage(failure.getCommandLine(), unmatched.getUnmatched());
    }
    if (failure instanceof OverwrittenOptionException overwritten) {
      var option = (CommandLine.Model.OptionSpec) overwritten.getOverwritten();
      return "Option " + option.longestName() + " is given more than once.";
    }
    return failure.getMessage().lines().findFirst().orElse("Invalid arguments.");
  }

  private static String unmatchedMessage(CommandLine command, List<String> unmatched) {
    var word = unmatched.getFirst();
    var spec = command.getCommandSpec();
    if (word.startsWith("-")) {
      var known =
          spec.options().stream()
              .map(CommandLine.Model.OptionSpec::longestName)
              .filter(name -> !name.equals("--yes"))
              .toList();
      return "Unknown option " + word + "." + suggestion(word.replaceFirst("=.*", ""), known, "");
    }
    if (spec.subcommands().isEmpty()) {
      return "Unexpected argument '" + word + "'. Put texts of several words in quotes.";
    }
    var known =
        spec.subcommands().keySet().stream()
            .filter(name -> !NOT_SUGGESTED.contains(name))
            .sorted()
            .toList();
    return "Unknown command '" + word + "'." + suggestion(word, known, "loom ");
  }

  private static String suggestion(String word, List<String> known, String prefix) {
    var familiar = prefix.isEmpty() ? null : FAMILIAR_NAMES.get(word);
    var similar =
        familiar == null ? NameSuggestions.suggestSimilar(word, known) : List.of(familiar);
    return similar.isEmpty() ? "" : " Did you mean: " + prefix + similar.getFirst() + "?";
  }

  /// Registers converters whose errors say what a number looks like.
  static void registerNumbers(CommandLine commandLine) {
    register(commandLine, Long.class, Long::valueOf, "a whole number, for example 1000");
    register(commandLine, Integer.class, Integer::valueOf, "a whole number, for example 10");
    register(commandLine, int.class, Integer::valueOf, "a whole number, for example 10");
    register(commandLine, Double.class, Double::valueOf, "a number, for example 0.5");
  }

  private static <T> void register(
      CommandLine commandLine, Class<T> type, ITypeConverter<T> converter, String expected) {
    commandLine.registerConverter(
        type,
        text -> {
          try {
            return converter.convert(text);
          } catch (NumberFormatException ignored) {
            throw new TypeConversionException("'" + text + "' must be " + expected);
          }
        });
  }
}
