package dev.loom.cli.commands;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Implements `loom models`: lists the models with health and usage.
@Command(name = "models", description = "List the models with their health and usage.")
final class ModelsCommand implements Callable<Integer> {
  @Mixin private EngineConnection.ServerOption server;
  @Mixin private EngineConnection.ConfigOption config;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    try (var connection = EngineConnection.openWithoutResuming(server, config)) {
      ModelTable.print(spec.commandLine().getOut(), connection.client().get("/models"));
      return ExitCode.COMPLETED;
    }
  }
}
