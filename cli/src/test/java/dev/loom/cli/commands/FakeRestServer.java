package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.loom.cli.client.LoomClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// REST API with canned responses for tests of commands. It records every request as `METHOD PATH
/// BODY`.
final class FakeRestServer implements AutoCloseable {
  private static final String ENGINE =
      "{\"pid\": 1, \"started_at\": \"2026-01-02T03:04:05Z\", \"models\": \"Models: none.\"}";

  private final Map<String, String> responses = new HashMap<>(Map.of("GET /engine", ENGINE));
  private final List<String> requests = new ArrayList<>();
  private final StringWriter errors = new StringWriter();
  private final HttpServer server;

  FakeRestServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
    server.createContext("/", this::respond);
    server.start();
  }

  private synchronized void respond(HttpExchange exchange) throws IOException {
    try (exchange) {
      var call = exchange.getRequestMethod() + " " + exchange.getRequestURI();
      var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      requests.add((call + " " + body).strip());
      var response = responses.get(call);
      exchange.sendResponseHeaders(response == null ? 404 : 200, 0);
      exchange
          .getResponseBody()
          .write(
              (response == null ? "{\"detail\":\"404 Not found\"}" : response)
                  .getBytes(StandardCharsets.UTF_8));
    }
  }

  /// Sets the response to a call such as `GET /tasks`. Other calls get 404.
  FakeRestServer on(String call, String response) {
    responses.put(call, response);
    return this;
  }

  /// Runs a command against this server, checks its exit code and returns its output.
  String run(int exitCode, String... arguments) {
    var out = new StringWriter();
    var line =
        RootCommand.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(errors, true));
    var all = new ArrayList<>(Arrays.asList(arguments));
    all.addAll(List.of("--server", address().toString()));
    assertEquals(exitCode, line.execute(all.toArray(String[]::new)), () -> out.toString() + errors);
    return out.toString();
  }

  LoomClient client() {
    return new LoomClient(address());
  }

  private URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  synchronized List<String> requests() {
    return List.copyOf(requests);
  }

  String errors() {
    return errors.toString();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
