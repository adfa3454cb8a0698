package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

class ZshCompletionTest {
  @Command(name = "tool", subcommands = Copy.class)
  private static final class Root {}

  @Command(name = "copy", description = "Copy: one file; don't ask.")
  private static final class Copy {
    @Option(
        names = {"-s", "--shell"},
        paramLabel = "SHELL",
        completionCandidates = CompletionCandidates.Shells.class,
        description = "A shell [any].")
    private String shell;

    @Option(names = "--to", paramLabel = "DIR", description = "A directory.")
    private Path directory;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A key.")
    private Map<String, String> keys;

    @Option(names = "--yes", description = "Confirm.")
    private boolean yes;

    @Parameters(index = "0", paramLabel = "FILE")
    private Path file;

    @Parameters(index = "1", paramLabel = "TEXT")
    private String text;
  }

  @Test
  void eachArgumentHasOneSpecification() {
    var script = ZshCompletion.script(new CommandLine(new Root()).getCommandSpec());
    var line = script.lines().filter(each -> each.contains(" copy) ")).findFirst().orElseThrow();
    assertEquals(
        "copy) _arguments '(-s --shell)-s+[A shell \\[any\\].]:SHELL:(bash zsh fish)'"
            + " '(-s --shell)--shell=[A shell \\[any\\].]:SHELL:(bash zsh fish)'"
            + " '(--to)--to=[A directory.]:DIR:_files -/'"
            + " '*--set=[A key.]:KEY=VALUE:()'"
            + " '(--yes)--yes[Confirm.]'"
            + " '1:FILE:_files'"
            + " '2:TEXT:()' ;;",
        line.strip());
  }

  @Test
  void descriptionOfACommandIsQuoted() {
    var script = ZshCompletion.script(new CommandLine(new Root()).getCommandSpec());
    assertEquals(
        "'copy:Copy\\: one file; don'\\''t ask.'",
        script.lines().filter(each -> each.contains("'copy:")).findFirst().orElseThrow().strip());
  }
}
