package dev.loom.cli.commands;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Implements `loom cancel ID`: cancels a task.
@Command(name = "cancel", description = "Cancel a task and everything it runs.")
final class CancelCommand implements Callable<Integer> {
  @Parameters(paramLabel = "ID", description = "The task's ID.")
  private TaskArgument task;

  @Mixin private EngineConnection.ServerOption server;
  @Mixin private EngineConnection.ConfigOption config;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    try (var connection = EngineConnection.openWithoutResuming(server, config)) {
      connection.client().post("/tasks/" + task.id() + "/cancel", Map.of());
    }
    spec.commandLine().getOut().println("Task " + task.id() + " is cancelled.");
    return ExitCode.COMPLETED;
  }
}
