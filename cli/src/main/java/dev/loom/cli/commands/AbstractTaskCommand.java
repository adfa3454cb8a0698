package dev.loom.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// What the commands that tell a running engine something about one task have in common.
abstract class AbstractTaskCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "ID", description = "The task.")
  private TaskArgument task;

  @Mixin private EngineConnection.ServerOption server;
  @Mixin private EngineConnection.ConfigOption config;
  @Spec private CommandSpec spec;

  /// Tells the engine, below the task's path.
  final JsonNode post(String path, Map<String, ?> body) throws InterruptedException {
    try (var connection = EngineConnection.openReadOnly(server, config)) {
      return connection.client().post(path(path), body);
    }
  }

  /// Asks the engine, below the task's path.
  final JsonNode get(String path) throws InterruptedException {
    try (var connection = EngineConnection.openReadOnly(server, config)) {
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

  /// Prints what the engine says of what was done.
  final int printMessage(JsonNode answer) {
    printLine(answer.path("message").asText());
    return ExitCode.COMPLETED;
  }

  final CommandSpec spec() {
    return spec;
  }
}
