package dev.loom.cli.commands;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `loom models`: which models there are.
@Command(name = "models", description = "List the models, their roles and their health.")
final class ModelsCommand implements Callable<Integer> {
  @Mixin private Connection.ServerOption server;
  @Mixin private Connection.ConfigOption config;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    try (var connection = Connection.openOrRest(server, config)) {
      var rows = new ArrayList<List<String>>();
      for (var model : connection.client().get("/models")) {
        var roles = new ArrayList<String>();
        model.path("roles").forEach(role -> roles.add(role.asText()));
        rows.add(
            List.of(
                model.path("name").asText(),
                model.path("model").asText(),
                model.path("provider").asText(),
                model.path("tier").asText(),
                String.join(",", roles),
                model.path("healthy").asBoolean() ? "yes" : "no",
                model.path("circuit").asText()));
      }
      Table.print(
          spec.commandLine().getOut(),
          List.of("NAME", "MODEL", "PROVIDER", "TIER", "ROLES", "HEALTHY", "CIRCUIT"),
          rows);
      return ExitCode.COMPLETED;
    }
  }
}
