package dev.loom.cli.commands;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Implements `loom reset-learning`: deletes all learned patterns.
@Command(name = "reset-learning", description = "Delete all patterns learned from tasks.")
final class ResetLearningCommand implements Callable<Integer> {
  @Option(names = "--yes", description = "Do not ask for confirmation.")
  private boolean yes;

  @Mixin private EngineConnection.ServerOption server;
  @Mixin private EngineConnection.ConfigOption config;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    var out = spec.commandLine().getOut();
    if (!yes && !Confirmation.confirm(out, "Delete all learned patterns?")) {
      out.println("Nothing was deleted.");
      return ExitCode.FAILED;
    }
    try (var connection = EngineConnection.openWithoutResuming(server, config)) {
      var deleted = connection.client().delete("/learned").path("deleted").asLong();
      out.println("Deleted " + deleted + (deleted == 1 ? " pattern." : " patterns."));
      return ExitCode.COMPLETED;
    }
  }
}
