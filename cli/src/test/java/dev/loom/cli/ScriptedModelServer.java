package dev.loom.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.loom.bus.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/// Model endpoint with the chat completions protocol that sends scripted responses. It runs in the
/// process of the tests, so it survives every kill of the engine.
final class ScriptedModelServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicLong calls = new AtomicLong();
  private final Script script;

  private ScriptedModelServer(HttpServer server, Script script) {
    this.server = server;
    this.script = script;
  }

  static ScriptedModelServer start(Script script) throws IOException {
    var server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    var model = new ScriptedModelServer(server, script);
    server.setExecutor(model.threads);
    server.createContext("/v1/chat/completions", model::answer);
    server.start();
    return model;
  }

  /// Decides the response to each request.
  @FunctionalInterface
  interface Script {
    Reply reply(Role role, Conversation conversation) throws InterruptedException;
  }

  /// Role of a request, derived from its content.
  enum Role {
    PLANNER,
    EXECUTOR,
    VERIFIER
  }

  /// Response of the server.
  sealed interface Reply {
    record Text(String text) implements Reply {}

    record Calls(List<Call> calls) implements Reply {}

    /// Sends nothing, not even a status line.
    record NoResponse() implements Reply {}

    /// Sends the beginning of a response and closes the connection.
    record Disconnect(String beginning) implements Reply {}
  }

  /// A tool call requested by the model.
  record Call(String tool, Map<String, Object> arguments) {}

  /// A request to the model.
  record Conversation(JsonNode request) {
    /// Returns the contents of all messages.
    String text() {
      var all = new StringBuilder();
      request
          .path("messages")
          .forEach(message -> all.append(message.path("content").asText("")).append('\n'));
      return all.toString();
    }

    /// Returns the outputs of all tool calls.
    List<String> toolOutputs() {
      var outputs = new ArrayList<String>();
      for (var message : request.path("messages")) {
        if (message.path("role").asText().equals("tool")) {
          outputs.add(message.path("content").asText());
        }
      }
      return outputs;
    }

    /// Returns whether a tool was called.
    boolean hasCalled(String tool) {
      return request.findValues("function").stream()
          .anyMatch(
              function -> function.has("arguments") && function.path("name").asText().equals(tool));
    }

    /// Returns the rest of the first heading with this beginning; empty if there is none.
    String heading(String beginning) {
      return text()
          .lines()
          .filter(line -> line.startsWith("## " + beginning))
          .map(line -> line.substring(3 + beginning.length()).strip())
          .findFirst()
          .orElse("");
    }

    Role role() {
      if (!request.path("tools").isEmpty()) {
        return Role.EXECUTOR;
      }
      return text().contains("\"passed\"") ? Role.VERIFIER : Role.PLANNER;
    }
  }

  /// Returns a verdict that the result passed.
  static Reply passed() {
    return new Reply.Text(
        "{\"passed\": true, \"confidence\": 0.95, \"feedback\": \"ok\", \"issues\": []}");
  }

  /// Returns the `base_url` of the endpoint.
  String baseUrl() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var conversation =
          new Conversation(
              Json.parse(
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
      switch (script.reply(conversation.role(), conversation)) {
        case Reply.Text reply -> stream(exchange, text(reply.text()) + end("stop"));
        case Reply.Calls reply -> stream(exchange, calls(reply.calls()) + end("tool_calls"));
        case Reply.NoResponse reply -> closing.await();
        case Reply.Disconnect reply -> {
          head(exchange).write(text(reply.beginning()).getBytes(StandardCharsets.UTF_8));
          exchange.getResponseBody().flush();
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private static void stream(HttpExchange exchange, String events) throws IOException {
    try (var body = head(exchange)) {
      body.write(events.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static OutputStream head(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    return exchange.getResponseBody();
  }

  private static String text(String text) {
    return chunk(Map.of("role", "assistant", "content", text), null);
  }

  private String calls(List<Call> requested) {
    var fragments = new ArrayList<Map<String, Object>>();
    for (var call : requested) {
      fragments.add(
          Map.of(
              "index",
              fragments.size(),
              "id",
              "call_" + calls.incrementAndGet(),
              "type",
              "function",
              "function",
              Map.of("name", call.tool(), "arguments", Json.write(call.arguments()))));
    }
    return chunk(Map.of("role", "assistant", "tool_calls", fragments), null);
  }

  private static String end(String reason) {
    var usage = Map.of("prompt_tokens", 10, "completion_tokens", 5, "total_tokens", 15);
    return chunk(Map.of(), reason)
        + "data: "
        + Json.write(Map.of("choices", List.of(), "usage", usage))
        + "\n\ndata: [DONE]\n\n";
  }

  private static String chunk(Map<String, ?> delta, String reason) {
    var choice = Json.mapper().createObjectNode().put("index", 0);
    choice.set("delta", Json.mapper().valueToTree(delta));
    choice.put("finish_reason", reason);
    return "data: "
        + Json.write(
            Map.of("id", "c", "object", "chat.completion.chunk", "choices", List.of(choice)))
        + "\n\n";
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
