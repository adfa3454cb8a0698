package dev.loom.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Base class of the commands on one task. Without a running engine, each request starts and stops
/// one.
abstract class AbstractTaskCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "ID", description = "The task's ID.")
  private TaskArgument task;

  @Mixin private EngineConnection.ServerOption server;
  @Mixin private EngineConnection.ConfigOption config;
  @Spec private CommandSpec spec;

  /// Sends a `POST` request to a path below `/tasks/ID`.
  final JsonNode post(String path, Map<String, ?> body) throws InterruptedException {
    try (var connection = EngineConnection.openWithoutResuming(server, config)) {
      return connection.client().post(path(path), body);
    }
  }

  /// Sends a `GET` request to a path below `/tasks/ID`.
  final JsonNode get(String path) throws InterruptedException {
    try (var connection = EngineConnection.openWithoutResuming(server, config)) {
      return connection.client().get(path(path));
    }
  }

  private String path(String rest) {
    return "/tasks/" + task.id() + rest;
  }

  /// Prints a line.
  final void printLine(String line) {
    spec.commandLine().getOut().println(line);
  }

  /// Prints the `message` of a response.
  final int printMessage(JsonNode response) {
    printLine(response.path("message").asText());
    return ExitCode.COMPLETED;
  }

  final CommandSpec spec() {
    return spec;
  }
}
