package dev.loom.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import picocli.CommandLine.Parameters;

/// Base class of the commands on one task.
abstract class AbstractTaskCommand extends AbstractEngineCommand {
  @Parameters(index = "0", paramLabel = "ID", description = "The task's ID.")
  private TaskArgument task;

  /// Sends a `POST` request to a path below `/tasks/ID`.
  final JsonNode postToTask(String path, Map<String, ?> body) throws InterruptedException {
    return post("/tasks/" + task.id() + path, body);
  }

  /// Sends a `GET` request to a path below `/tasks/ID`.
  final JsonNode getFromTask(String path) throws InterruptedException {
    return get("/tasks/" + task.id() + path);
  }

  /// Prints the `message` of a response.
  final int printMessage(JsonNode response) {
    printLine(response.path("message").asText());
    return ExitCode.COMPLETED;
  }
}
