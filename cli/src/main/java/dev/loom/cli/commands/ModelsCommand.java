package dev.loom.cli.commands;

import picocli.CommandLine.Command;

/// Implements `loom models`: lists the models with health and usage.
@Command(name = "models", description = "List the models with their health and usage.")
final class ModelsCommand extends AbstractEngineCommand {
  @Override
  public Integer call() throws InterruptedException {
    ModelTable.print(out(), get("/models"));
    return ExitCode.COMPLETED;
  }
}
