package dev.loom.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.cli.client.LoomClient;
import dev.loom.engine.Engine;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Sends the requests of a command to an engine, and prints. Without a running engine, each request
/// starts and stops one. Mixed into the methods that implement commands; these need
/// `mixinStandardHelpOptions = true`, else picocli passes their arguments in a wrong order.
class EngineRequests {
  @Mixin private EngineConnection.ServerOption server;
  @Mixin private EngineConnection.ConfigOption config;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /// A request to an engine.
  interface Request {
    JsonNode send(LoomClient client) throws InterruptedException;
  }

  final JsonNode get(String path) throws InterruptedException {
    return send(client -> client.get(path));
  }

  final JsonNode post(String path, Map<String, ?> body) throws InterruptedException {
    return send(client -> client.post(path, body));
  }

  final JsonNode delete(String path) throws InterruptedException {
    return send(client -> client.delete(path));
  }

  final JsonNode send(Request request) throws InterruptedException {
    var err = command.commandLine().getErr();
    try (var connection =
        EngineConnection.open(server, config, err, Engine::startWithoutResuming)) {
      return request.send(connection.client());
    }
  }

  final PrintWriter out() {
    return command.commandLine().getOut();
  }

  /// Prints a line and returns the exit code of success.
  final int print(String line) {
    out().println(line);
    return ExitCode.COMPLETED;
  }

  /// Prints a line and returns the exit code of failure.
  final int fail(String line) {
    out().println(line);
    return ExitCode.FAILED;
  }

  /// Prints fields of JSON objects as a table and returns the exit code of success.
  final int printFields(JsonNode objects, String... fields) {
    Table.printFields(out(), List.of(fields), objects);
    return ExitCode.COMPLETED;
  }
}
