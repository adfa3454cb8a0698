package dev.loom.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.contracts.id.TaskId;
import java.util.Map;
import picocli.CommandLine.Parameters;

/// Sends the requests of a command on one task. Mixed into the methods that implement commands.
final class TaskRequests extends EngineRequests {
  @Parameters(
      index = "0",
      paramLabel = "ID",
      description = "The task's ID, or its first characters (at least 4).")
  private TaskId task;

  /// Sends a `POST` request to a path below `/tasks/ID`.
  JsonNode postToTask(String path, Map<String, ?> body) throws InterruptedException {
    return send(client -> client.post(TaskIds.path(client, task) + path, body));
  }

  /// Sends a `POST` request to a path below `/tasks/ID`, prints the `message` of the response and
  /// returns the exit code of success.
  int command(String path, Map<String, ?> body) throws InterruptedException {
    return print(postToTask(path, body).path("message").asText());
  }

  /// Sends a `GET` request to a path below `/tasks/ID`.
  JsonNode getFromTask(String path) throws InterruptedException {
    return send(client -> client.get(TaskIds.path(client, task) + path));
  }
}
