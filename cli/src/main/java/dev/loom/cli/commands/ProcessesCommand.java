package dev.loom.cli.commands;

import java.util.List;
import picocli.CommandLine.Command;

/// Implements `loom processes`: lists the process definitions.
@Command(name = "processes", description = "List the process definitions.")
final class ProcessesCommand extends AbstractEngineCommand {
  @Override
  public Integer call() throws InterruptedException {
    Table.printFields(
        out(), List.of("name", "version", "phases", "mode", "description"), get("/processes"));
    return ExitCode.COMPLETED;
  }
}
