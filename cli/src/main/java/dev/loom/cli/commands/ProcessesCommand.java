package dev.loom.cli.commands;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Implements `loom processes`: lists the process definitions.
@Command(name = "processes", description = "List the process definitions.")
final class ProcessesCommand implements Callable<Integer> {
  @Mixin private EngineConnection.ServerOption server;
  @Mixin private EngineConnection.ConfigOption config;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    try (var connection = EngineConnection.openWithoutResuming(server, config)) {
      var rows = new ArrayList<List<String>>();
      for (var process : connection.client().get("/processes")) {
        rows.add(
            List.of(
                process.path("name").asText(),
                process.path("version").asText(),
                process.path("phases").asText(),
                process.path("mode").asText(),
                process.path("description").asText()));
      }
      Table.print(
          spec.commandLine().getOut(),
          List.of("NAME", "VERSION", "PHASES", "MODE", "DESCRIPTION"),
          rows);
      return ExitCode.COMPLETED;
    }
  }
}
