package dev.loom.cli.commands;

import java.util.ArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Generates a completion script for the fish shell from picocli's model of the commands.
final class FishCompletion {
  private FishCompletion() {}

  /// Returns one `complete` line per subcommand, option and enumerated argument.
  static String script(CommandSpec root) {
    var complete = "complete -c " + root.name();
    var noSubcommand = complete + " -n __fish_use_subcommand";
    var lines = new ArrayList<String>();
    lines.add(complete + " -f");
    root.options().forEach(option -> lines.add(noSubcommand + option(option)));
    for (var subcommand : root.subcommands().values()) {
      var command = subcommand.getCommandSpec();
      var description = description(command.usageMessage().description());
      lines.add(noSubcommand + " -a " + command.name() + description);
      arguments(complete, command).forEach(lines::add);
    }
    return String.join("\n", lines) + "\n";
  }

  private static Stream<String> arguments(String complete, CommandSpec command) {
    var inCommand = complete + " -n " + quote("__fish_seen_subcommand_from " + command.name());
    return Stream.concat(
        command.options().stream().map(option -> inCommand + option(option)),
        command.positionalParameters().stream()
            .filter(
                parameter ->
                    CompletionCandidates.isPath(parameter)
                        || parameter.completionCandidates() != null)
            .map(parameter -> inCommand + values(parameter)));
  }

  private static String option(OptionSpec option) {
    var names =
        Stream.of(option.names())
            .map(
                name ->
                    name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.charAt(1))
            .collect(Collectors.joining());
    var value = option.arity().max() == 0 ? "" : " -r" + values(option);
    return names + value + description(option.description());
  }

  private static String values(ArgSpec argument) {
    if (CompletionCandidates.isDirectory(argument)) {
      return " -f -a '(__fish_complete_directories)'";
    }
    if (CompletionCandidates.isPath(argument)) {
      return " -F";
    }
    return CompletionCandidates.words(argument)
        .map(words -> " -f -a " + quote(words))
        .orElse(" -f");
  }

  private static String description(String[] lines) {
    return lines.length == 0 ? "" : " -d " + quote(lines[0]);
  }

  private static String quote(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
