package dev.loom.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.cli.client.LoomClient;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Sends the requests of a command to an engine, and prints. Mixed into the methods that implement
/// commands; these need `mixinStandardHelpOptions = true`, else picocli passes their arguments in a
/// wrong order.
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
    var response = request.send(connect());
    setResult(response);
    return response;
  }

  /// Returns the engine, which is started if none runs.
  final LoomClient connect() throws InterruptedException {
    return EngineConnection.open(server, config, command.commandLine().getErr()).client();
  }

  /// Returns the engine if one runs.
  final Optional<LoomClient> findRunning() throws InterruptedException {
    return EngineConnection.findRunning(server);
  }

  final PrintWriter out() {
    return command.commandLine().getOut();
  }

  /// Prints a line and returns the exit code of success.
  final int print(String line) {
    out().println(line);
    return ExitCode.COMPLETED;
  }

  /// Prints why the command did nothing and returns the exit code of failure.
  final int fail(String line) {
    setResult(null);
    out().println(line);
    return ExitCode.FAILED;
  }

  /// Sets what the command prints with `--json`; without, it is the response to its last request.
  final void setResult(JsonNode result) {
    JsonOutput.of(command.commandLine()).ifPresent(json -> json.setResult(result));
  }

  /// Prints fields of JSON objects as a table and returns the exit code of success.
  final int printFields(JsonNode objects, String... fields) {
    Table.printFields(out(), List.of(fields), objects);
    return ExitCode.COMPLETED;
  }
}
