package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Loads the completion scripts into the shells that are installed.
@Timeout(60)
class CompletionCommandTest {
  @TempDir Path temp;

  private static String script(String shell) {
    var out = new StringWriter();
    var line = RootCommand.commandLine().setOut(new PrintWriter(out, true));
    assertEquals(ExitCode.COMPLETED, line.execute("completion", shell));
    return out.toString();
  }

  /// Sources the script of a shell and returns the lines that a command prints.
  private List<String> run(String shell, String command, String... options) throws Exception {
    assumeTrue(
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(each -> Files.isExecutable(Path.of(each, shell))),
        shell + " is not installed");
    var file = Files.writeString(temp.resolve("loom." + shell), script(shell));
    var builder = new ProcessBuilder(shell);
    builder.command().addAll(List.of(options));
    builder.command().addAll(List.of("-c", "source " + file + "; " + command));
    builder.environment().put("HOME", temp.toString());
    var process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    process.getOutputStream().close();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
        .lines()
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "co | completion",
        "run --app | --approval-mode",
        "run --approval-mode man | manual",
        "run --priority h | high",
        "tasks --status pa | paused",
        "setup --provider o | ollama openai_compatible",
        "learned --type behavioral_g | behavioral_gap",
        "completion f | fish"
      })
  void valuesAreCompletedInBashAndFish(String typed, String expected) throws Exception {
    var words = "loom " + typed;
    var bash =
        run(
            "bash",
            "COMP_WORDS=(%s) COMP_CWORD=%d COMP_LINE='%s'; _complete_loom; echo ${COMPREPLY[@]}"
                .formatted(words, words.split(" ").length - 1, words),
            "--norc");
    assertEquals(List.of(expected), bash);
    var fish = run("fish", "complete -C '" + words + "' | string split -f 1 \\t", "--no-config");
    assertEquals(expected, String.join(" ", fish));
  }

  @Test
  void zshRegistersTheCompletion() throws Exception {
    var registered = run("zsh", "echo $_comps[loom]", "-f");
    assertEquals(1, registered.size(), registered.toString());
    assertTrue(registered.getFirst().contains(" -F _complete_loom"), registered.toString());
  }

  @Test
  void everyCommandAndOptionIsInEveryScript() {
    var bash = script("bash");
    var fish = script("fish");
    RootCommand.commandLine()
        .getSubcommands()
        .forEach(
            (name, command) -> {
              assertTrue(bash.contains("function _picocli_loom_" + name.replace("-", "")), name);
              assertTrue(fish.contains(" -n __fish_use_subcommand -a " + name + " "), name);
              for (var option : command.getCommandSpec().options()) {
                var word = option.longestName();
                assertTrue(bash.contains("'" + word + "'"), word);
                assertTrue(
                    fish.lines()
                        .filter(each -> each.contains("'__fish_seen_subcommand_from " + name + "'"))
                        .anyMatch(each -> each.contains(" -l " + word.substring(2))),
                    name + " " + word);
              }
            });
  }

  @Test
  void unknownShellIsAUsageError() {
    var errors = new StringWriter();
    var line = RootCommand.commandLine().setErr(new PrintWriter(errors, true));
    assertEquals(ExitCode.USAGE, line.execute("completion", "tcsh"));
    assertTrue(errors.toString().contains("bash, zsh, fish"), errors.toString());
  }
}
