package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

class FishCompletionTest {
  @Command(name = "tool", subcommands = Copy.class)
  private static final class Root {}

  @Command(name = "copy", description = "Copy one file; don't ask.")
  private static final class Copy {
    @Option(
        names = {"-s", "--shell"},
        completionCandidates = CompletionCandidates.Shells.class,
        description = "A shell.")
    private String shell;

    @Option(names = "--count", description = "A number.")
    private int count;

    @Option(names = "--yes", description = "Confirm.")
    private boolean yes;

    @Parameters private Path file;
  }

  @Test
  void eachArgumentHasOneLine() {
    assertEquals(
        """
        complete -c tool -f
        complete -c tool -n __fish_use_subcommand -a copy -d 'Copy one file; don\\'t ask.'
        complete -c tool -n '__fish_seen_subcommand_from copy' -s s -l shell -r -f -a 'bash zsh fish' -d 'A shell.'
        complete -c tool -n '__fish_seen_subcommand_from copy' -l count -r -f -d 'A number.'
        complete -c tool -n '__fish_seen_subcommand_from copy' -l yes -d 'Confirm.'
        complete -c tool -n '__fish_seen_subcommand_from copy' -F
        """,
        FishCompletion.script(new CommandLine(new Root()).getCommandSpec()));
  }
}
