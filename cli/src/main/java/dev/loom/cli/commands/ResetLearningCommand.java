package dev.loom.cli.commands;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `loom reset-learning`: forgets everything that was learned.
@Command(name = "reset-learning", description = "Forget everything that was learned from tasks.")
final class ResetLearningCommand implements Callable<Integer> {
  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  @Mixin private EngineConnection.ServerOption server;
  @Mixin private EngineConnection.ConfigOption config;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    var out = spec.commandLine().getOut();
    if (!yes && !Confirmation.confirm(out, "Forget everything that was learned?")) {
      out.println("Nothing was forgotten.");
      return ExitCode.FAILED;
    }
    try (var connection = EngineConnection.openReadOnly(server, config)) {
      var deleted = connection.client().delete("/learned").path("deleted").asLong();
      out.println("Forgot " + deleted + (deleted == 1 ? " pattern." : " patterns."));
      return ExitCode.COMPLETED;
    }
  }
}
