package dev.loom.cli.commands;

import dev.loom.cli.screen.Screen;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Implements `loom reset-learning`: deletes all learned patterns.
@Command(name = "reset-learning", description = "Delete all patterns learned from tasks.")
final class ResetLearningCommand extends AbstractEngineCommand {
  @Option(names = "--yes", description = "Do not ask for confirmation.")
  private boolean yes;

  @Override
  public Integer call() throws InterruptedException {
    if (!yes && !Confirmation.confirm(out(), "Delete all learned patterns?")) {
      printLine("Nothing was deleted.");
      return ExitCode.FAILED;
    }
    var deleted = delete("/learned").path("deleted").asLong();
    printLine("Deleted " + Screen.count(deleted, "pattern") + ".");
    return ExitCode.COMPLETED;
  }
}
