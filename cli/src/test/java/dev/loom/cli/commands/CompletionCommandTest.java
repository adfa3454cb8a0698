package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "run -w al | run -w alpha/",
        "run --workspace al | run --workspace alpha/",
        "run --record al | run --record alp",
        "replay be | replay beta.jsonl",
        "co | completion",
        "run --app | run --approval-mode=",
        "run --priority h | run --priority high",
        "setup --provider openai | setup --provider openai_compatible"
      })
  void tabCompletesInInteractiveZsh(String typed, String expected) throws Exception {
    assertEquals("loom " + expected, completeInZsh("loom " + typed).strip());
  }

  /// Presses Tab in an interactive zsh, in a directory with `alpha/`, `alpine.jsonl` and
  /// `beta.jsonl`, and returns the resulting command line. Fails if the shell printed an error.
  private String completeInZsh(String typed) throws Exception {
    createFiles();
    var result = temp.resolve("line");
    Files.writeString(
        temp.resolve("setup"),
        """
        PS1=; eval "$(cat %1$s/loom.zsh)"; cd %1$s/files
        report() { print -r -- "$BUFFER" >%2$s; exit }
        zle -N report; bindkey '^I' complete-word; bindkey '^B' report
        """
            .formatted(temp, result));
    var driver =
        """
        true; zmodload zsh/zpty
        zpty shell "zsh -f -i"
        zpty -w shell "source %1$s/setup"
        zpty -w -n shell $'%2$s\t\\x02'
        while zpty -r shell chunk; do print -rn -- "$chunk"; done"""
            .formatted(temp, typed);
    var output = run("zsh", driver, "-f");
    assertTrue(Files.exists(result), output.toString());
    assertTrue(output.stream().noneMatch(line -> line.contains("not found")), output.toString());
    return Files.readString(result);
  }

  private void createFiles() throws IOException {
    var files = Files.createDirectory(temp.resolve("files"));
    Files.createDirectory(files.resolve("alpha"));
    Files.createFile(files.resolve("alpine.jsonl"));
    Files.createFile(files.resolve("beta.jsonl"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "run -w al | alpha",
        "run --workspace al | alpha",
        "run --record al | alpha alpine.jsonl",
        "replay be | beta.jsonl"
      })
  void pathsAreCompletedInBash(String typed, String expected) throws Exception {
    createFiles();
    var words = "loom " + typed;
    var command =
        "cd %s/files; COMP_WORDS=(%s) COMP_CWORD=%d COMP_LINE='%s'; _complete_loom;"
                .formatted(temp, words, words.split(" ").length - 1, words)
            + " printf '%s\\n' \"${COMPREPLY[@]}\" | sort | paste -sd' '";
    assertEquals(List.of(expected), run("bash", command, "--norc"));
  }

  @Test
  void everyCommandAndOptionIsInEveryScript() {
    var bash = script("bash");
    var zsh = script("zsh");
    var fish = script("fish");
    RootCommand.commandLine()
        .getSubcommands()
        .forEach(
            (name, command) -> {
              assertTrue(bash.contains("function _picocli_loom_" + name.replace("-", "")), name);
              assertTrue(fish.contains(" -n __fish_use_subcommand -a " + name + " "), name);
              assertTrue(zsh.contains("'" + name + ":"), name);
              for (var option : command.getCommandSpec().options()) {
                if (option.hidden()) {
                  continue;
                }
                var word = option.longestName();
                assertTrue(bash.contains("'" + word + "'"), word);
                assertTrue(zsh.contains(")" + word) || zsh.contains("*" + word), word);
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
