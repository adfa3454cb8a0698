package dev.loom.cli.commands;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Implements `loom completion SHELL`: prints a completion script. Needs no engine and no home.
@Command(
    name = "completion",
    description = "Print a completion script for a shell.",
    footer = {
      "",
      "Examples:",
      "  bash:  eval \"$(loom completion bash)\"             in ~/.bashrc",
      "  zsh:   eval \"$(loom completion zsh)\"              in ~/.zshrc",
      "  fish:  loom completion fish > ~/.config/fish/completions/loom.fish"
    })
final class CompletionCommand implements Callable<Integer> {
  static final List<String> SHELLS = List.of("bash", "zsh", "fish");

  @Parameters(
      paramLabel = "SHELL",
      completionCandidates = CompletionCandidates.Shells.class,
      description = "The shell, one of: ${COMPLETION-CANDIDATES}.")
  private String shell;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    var root = spec.root();
    var script =
        switch (shell) {
          case "bash" -> bashScript(root);
          case "zsh" -> ZshCompletion.script(root);
          case "fish" -> FishCompletion.script(root);
          default ->
              throw new IllegalArgumentException(
                  "The shell must be one of "
                      + String.join(", ", SHELLS)
                      + ", not '"
                      + shell
                      + "'.");
        };
    spec.commandLine().getOut().print(script);
    spec.commandLine().getOut().flush();
    return ExitCode.COMPLETED;
  }

  /// Returns picocli's script, changed to offer directories only where a directory is expected.
  private static String bashScript(CommandSpec root) {
    var script = AutoComplete.bash(root.name(), root.commandLine());
    for (var command : root.subcommands().values()) {
      for (var option : command.getCommandSpec().options()) {
        if (CompletionCandidates.isDirectory(option)) {
          script = offerDirectories(script, "'" + String.join("'|'", option.names()) + "')");
        }
      }
    }
    return script;
  }

  private static String offerDirectories(String script, String caseLabel) {
    return script.replaceAll("(" + Pattern.quote(caseLabel) + "[^;]*compgen) -f", "$1 -d");
  }
}
