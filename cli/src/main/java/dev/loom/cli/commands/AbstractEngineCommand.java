package dev.loom.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.cli.client.LoomClient;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Base class of the commands that send requests to an engine. Without a running engine, each
/// request starts and stops one.
abstract class AbstractEngineCommand implements Callable<Integer> {
  @Mixin private EngineConnection.ServerOption server;
  @Mixin private EngineConnection.ConfigOption config;
  @Spec private CommandSpec spec;

  /// A request to an engine.
  private interface Request {
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

  private JsonNode send(Request request) throws InterruptedException {
    try (var connection = EngineConnection.openWithoutResuming(server, config)) {
      return request.send(connection.client());
    }
  }

  final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /// Prints a line.
  final void printLine(String line) {
    out().println(line);
  }
}
