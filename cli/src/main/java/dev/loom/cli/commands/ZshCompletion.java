package dev.loom.cli.commands;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// Generates a completion script for zsh from picocli's model of the commands. The script of
/// picocli is for bash and calls `compopt`, which zsh does not have.
final class ZshCompletion {
  /// An action of `_arguments` that offers nothing and, unlike a message, leaves the completion of
  /// options alone.
  private static final String NOTHING = "()";

  private ZshCompletion() {}

  /// Returns a script that defines and registers one completion function.
  static String script(CommandSpec root) {
    var name = root.name();
    var commands = root.subcommands().values().stream().map(each -> each.getCommandSpec()).toList();
    return """
        #compdef %1$s
        if ! (( $+functions[compdef] )); then
          autoload -U compinit && compinit
        fi
        _%1$s() {
          local curcontext="$curcontext" state line
          local -a commands
          typeset -A opt_args
          commands=(
        %2$s
          )
          _arguments -C -A '-*' %3$s '1:command:->command' '*::argument:->argument' && return
          case $state in
            command) _describe command commands ;;
            argument)
              case $words[1] in
        %4$s
              esac ;;
          esac
        }
        compdef _%1$s %1$s
        """
        .formatted(
            name,
            lines(commands.stream().map(each -> "    " + quote(commandEntry(each))).toList()),
            String.join(" ", options(root.options())),
            lines(commands.stream().map(ZshCompletion::commandCase).toList()));
  }

  private static String lines(List<String> lines) {
    return String.join("\n", lines);
  }

  private static String commandEntry(CommandSpec command) {
    return command.name()
        + ":"
        + firstLine(command.usageMessage().description()).replace(":", "\\:");
  }

  private static String commandCase(CommandSpec command) {
    var specs = new ArrayList<>(options(command.options()));
    command.positionalParameters().forEach(parameter -> specs.add(quote(positional(parameter))));
    return "        " + command.name() + ") _arguments " + String.join(" ", specs) + " ;;";
  }

  private static List<String> options(Collection<OptionSpec> options) {
    return options.stream()
        .flatMap(
            option -> List.of(option.names()).stream().map(name -> quote(option(option, name))))
        .toList();
  }

  /// Formats one name of an option; the other names are excluded once it is given.
  private static String option(OptionSpec option, String name) {
    var repeatable = Map.class.isAssignableFrom(option.type());
    var prefix = repeatable ? "*" : "(" + String.join(" ", option.names()) + ")";
    var description = "[" + escape(firstLine(option.description())) + "]";
    if (option.arity().max() == 0) {
      return prefix + name + description;
    }
    var separator = name.startsWith("--") ? "=" : "+";
    return prefix + name + separator + description + value(option);
  }

  private static String positional(PositionalParamSpec parameter) {
    var position =
        parameter.index().isVariable() || parameter.arity().max() > 1
            ? "*"
            : Integer.toString(parameter.index().min() + 1);
    return position + value(parameter);
  }

  private static String value(ArgSpec argument) {
    return ":" + escape(argument.paramLabel()) + ":" + action(argument);
  }

  private static String action(ArgSpec argument) {
    if (CompletionCandidates.isPath(argument)) {
      return CompletionCandidates.isDirectory(argument) ? "_files -/" : "_files";
    }
    return CompletionCandidates.words(argument).map(words -> "(" + words + ")").orElse(NOTHING);
  }

  private static String firstLine(String[] lines) {
    return lines.length == 0 ? "" : lines[0];
  }

  private static String escape(String text) {
    return text.replaceAll("[\\[\\]:\\\\]", "\\\\$0");
  }

  private static String quote(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
