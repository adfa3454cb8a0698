package dev.loom.cli.commands;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `loom models`: which models there are, how they are and what they did.
@Command(name = "models", description = "List the models, their health and what they did so far.")
final class ModelsCommand implements Callable<Integer> {
  @Mixin private EngineConnection.ServerOption server;
  @Mixin private EngineConnection.ConfigOption config;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    try (var connection = EngineConnection.openReadOnly(server, config)) {
      ModelTable.print(spec.commandLine().getOut(), connection.client().get("/models"));
      return ExitCode.COMPLETED;
    }
  }
}
