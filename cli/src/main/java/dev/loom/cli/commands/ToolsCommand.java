package dev.loom.cli.commands;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Implements `loom tools`: lists the tools.
@Command(name = "tools", description = "List the tools.")
final class ToolsCommand implements Callable<Integer> {
  @Mixin private EngineConnection.ServerOption server;
  @Mixin private EngineConnection.ConfigOption config;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    try (var connection = EngineConnection.openWithoutResuming(server, config)) {
      var rows = new ArrayList<List<String>>();
      for (var tool : connection.client().get("/tools")) {
        rows.add(
            Stream.of("name", "source", "version", "description")
                .map(field -> tool.path(field).asText())
                .toList());
      }
      Table.print(
          spec.commandLine().getOut(), List.of("NAME", "SOURCE", "VERSION", "DESCRIPTION"), rows);
      return ExitCode.COMPLETED;
    }
  }
}
