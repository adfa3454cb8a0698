package dev.loom.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.loom.bus.json.Json;
import dev.loom.cli.ScriptedModelServer.Conversation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Model endpoint that repeats the received API key in every error and records all requests. The
/// goal selects its behavior: `refuse`, `break`, `crumble`, `wait`; any other goal gets one shell
/// call.
final class EchoingModelServer implements AutoCloseable {
  /// Shell command that prints its environment and runs for a few seconds.
  static final String COMMAND = "env; cat /proc/self/environ; echo yes > running; sleep 3";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  final List<String> bodies = new CopyOnWriteArrayList<>();
  final List<String> keys = new CopyOnWriteArrayList<>();
  final List<String> reports = new CopyOnWriteArrayList<>();
  final CountDownLatch waiting = new CountDownLatch(1);
  private final CountDownLatch closing = new CountDownLatch(1);

  private EchoingModelServer(HttpServer server) {
    this.server = server;
  }

  static EchoingModelServer start() throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    var model = new EchoingModelServer(server);
    server.setExecutor(model.threads);
    server.createContext("/v1/chat/completions", model::answer);
    server.createContext("/done", model::report);
    server.start();
    return model;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void report(HttpExchange exchange) throws IOException {
    try (exchange) {
      reports.add(
          exchange.getRequestHeaders().entrySet()
              + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      exchange.sendResponseHeaders(204, -1);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      var key = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
      bodies.add(body);
      keys.add(key);
      var conversation = new Conversation(Json.parse(body));
      var bare = key.replace("Bearer ", "");
      if (conversation.text().contains("refuse")) {
        send(exchange, 401, error("Incorrect API key provided: " + bare + ". (" + key + ")"));
      } else if (isExecutor(conversation) && conversation.text().contains("break")) {
        send(exchange, 200, "data: " + error("upstream said 500 to " + bare) + "\n\n");
      } else if (isExecutor(conversation) && conversation.text().contains("crumble")) {
        send(exchange, 500, "<h1>Internal error</h1> while serving " + key);
      } else if (isExecutor(conversation)
          && conversation.text().contains("wait")
          && waiting.getCount() > 0) {
        waiting.countDown();
        closing.await();
      } else {
        send(
            exchange,
            200,
            "data: "
                + Json.write(Map.of("choices", List.of(choice(conversation))))
                + "\n\ndata: [DONE]\n\n");
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean isExecutor(Conversation conversation) {
    return !conversation.request().path("tools").isEmpty();
  }

  private static Map<String, Object> choice(Conversation conversation) {
    Map<String, Object> delta;
    if (!isExecutor(conversation)) {
      var plan =
          Map.of(
              "subtasks",
              List.of(Map.of("id", "only", "description", "do it: " + goal(conversation))));
      delta = Map.of("role", "assistant", "content", Json.write(plan));
    } else if (conversation.toolOutputs().isEmpty()) {
      var function =
          Map.of("name", "shell_execute", "arguments", Json.write(Map.of("command", COMMAND)));
      delta =
          Map.of(
              "tool_calls",
              List.of(Map.of("index", 0, "id", "c1", "type", "function", "function", function)));
    } else {
      delta = Map.of("role", "assistant", "content", conversation.toolOutputs().getLast());
    }
    return Map.of("index", 0, "delta", delta, "finish_reason", "stop");
  }

  private static String goal(Conversation conversation) {
    return conversation
        .text()
        .lines()
        .filter(line -> line.startsWith("Goal: "))
        .map(line -> line.substring("Goal: ".length()))
        .findFirst()
        .orElse("");
  }

  private static String error(String message) {
    return Json.write(Map.of("error", Map.of("message", message, "type", "server_error")));
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    var type = text.startsWith("data:") ? "text/event-stream" : "application/json";
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
