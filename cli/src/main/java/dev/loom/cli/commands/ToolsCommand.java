package dev.loom.cli.commands;

import java.util.List;
import picocli.CommandLine.Command;

/// Implements `loom tools`: lists the tools.
@Command(name = "tools", description = "List the tools.")
final class ToolsCommand extends AbstractEngineCommand {
  @Override
  public Integer call() throws InterruptedException {
    Table.printFields(out(), List.of("name", "source", "version", "description"), get("/tools"));
    return ExitCode.COMPLETED;
  }
}
