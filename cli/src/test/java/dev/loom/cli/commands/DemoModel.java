package dev.loom.cli.commands;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Scripted model of the demo recording: an endpoint with the chat completions protocol that
/// streams its responses word by word.
final class DemoModel implements AutoCloseable {
  /// Makes the streaming visible.
  private static final long WORD_MILLIS = 20;

  private static final int CHARS_PER_TOKEN = 4;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private DemoModel(HttpServer server) {
    this.server = server;
  }

  static DemoModel start() throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    var model = new DemoModel(server);
    server.setExecutor(model.threads);
    server.createContext("/v1/chat/completions", model::answer);
    server.start();
    return model;
  }

  String baseUrl() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
  }

  /// Text and tool calls of one model turn.
  private record ScriptedTurn(String text, List<Call> toolCalls) {
    ScriptedTurn(String text, Call... calls) {
      this(text, List.of(calls));
    }
  }

  private record Call(String tool, Map<String, Object> arguments) {}

  private static final String PLAN =
      """
      {"subtasks": [
        {"id": "look-around", "description": "Look at the folder, and find the TODOs of the sources"},
        {"id": "remove-build", "description": "Remove the folder old-build",
         "depends_on": ["look-around"]},
        {"id": "list-todos", "description": "List every TODO of the sources in TODO.md",
         "depends_on": ["look-around"], "verification_tier": 2,
         "acceptance_criteria": "TODO.md names every TODO with its file and line",
         "deliverables": ["TODO.md"]},
        {"id": "report", "description": "Look at the result, and say what was done",
         "depends_on": ["remove-build", "list-todos"], "is_synthesis": true}
      ]}
      """;

  private static final String TWO =
      """
      # TODO

      - src/cart.js:1 refuse a negative count
      - src/price.js:2 other currencies
      """;

  private static final String THREE = TWO + "- src/price.js:3 round as the law says\n";

  private static ScriptedTurn script(JsonNode request) {
    var prompt = text(request);
    if (request.path("tools").isEmpty()) {
      return prompt.contains("\"passed\"") ? verdict(prompt) : new ScriptedTurn(PLAN);
    }
    var subtask = prompt.replaceAll("(?s).*?## Subtask (\\S+).*", "$1");
    boolean first =
        request.findValues("role").stream().noneMatch(role -> role.asText().equals("tool"));
    boolean again = prompt.contains("Feedback on the previous attempt");
    return switch (subtask) {
      case "look-around" ->
          first
              ? new ScriptedTurn(
                  "I look at what is there before anything is touched.",
                  new Call("list_directory", Map.of("path", ".")),
                  new Call("search_files", Map.of("pattern", "TODO", "path", "src")))
              : new ScriptedTurn(
                  "The sources are in src, and old-build is what an earlier build left. There are"
                      + " TODOs in src/cart.js, line 1, and in src/price.js, lines 2 and 3.");
      case "remove-build" ->
          first
              ? new ScriptedTurn(
                  "The folder can be made again from the sources, so I remove it.",
                  new Call("shell_execute", Map.of("command", "rm -rf old-build")))
              : new ScriptedTurn("The folder old-build is gone.");
      case "list-todos" ->
          first
              ? new ScriptedTurn(
                  again
                      ? "One was missing. I write the list again, with all three."
                      : "I write the list.",
                  write("TODO.md", again ? THREE : TWO))
              : new ScriptedTurn("TODO.md names every TODO with its file and line.");
      case "report" ->
          first
              ? new ScriptedTurn(
                  "I read what was written.", new Call("read_file", Map.of("path", "TODO.md")))
              : new ScriptedTurn(
                  "The folder old-build is removed. TODO.md lists 3 TODOs in 2 files of src.");
      default -> throw new IllegalStateException("unknown subtask " + subtask);
    };
  }

  /// Creates a call whose arguments have the display order.
  private static Call write(String path, String content) {
    var arguments = new LinkedHashMap<String, Object>();
    arguments.put("path", path);
    arguments.put("content", content);
    return new Call("write_file", arguments);
  }

  private static ScriptedTurn verdict(String prompt) {
    return prompt.contains("round as the law says\n")
        ? new ScriptedTurn(
            "{\"passed\": true, \"confidence\": 0.95, \"feedback\": \"All three are there.\","
                + " \"issues\": []}")
        : new ScriptedTurn(
            "{\"passed\": false, \"confidence\": 0.9, \"feedback\": \"src/price.js has another"
                + " TODO, in line 3, which TODO.md leaves out.\", \"issues\": []}");
  }

  private static String text(JsonNode request) {
    var all = new StringBuilder();
    request
        .path("messages")
        .forEach(message -> all.append(message.path("content").asText("")).append('\n'));
    return all.toString();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      var request = Json.parse(body);
      if (!request.path("stream").asBoolean() || request.path("messages").isEmpty()) {
        exchange.sendResponseHeaders(400, -1);
        return;
      }
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      stream(exchange.getResponseBody(), script(request), text(request).length());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private static void stream(OutputStream out, ScriptedTurn turn, int promptChars)
      throws IOException, InterruptedException {
    boolean shown = !turn.text().startsWith("{");
    for (var word : shown ? turn.text().split("(?<= )") : new String[] {turn.text()}) {
      chunk(out, Map.of("role", "assistant", "content", word), null);
      Thread.sleep(shown ? WORD_MILLIS : 0);
    }
    var calls = new ArrayList<Map<String, Object>>();
    for (var call : turn.toolCalls()) {
      var function = Map.of("name", call.tool(), "arguments", Json.write(call.arguments()));
      int index = calls.size();
      calls.add(
          Map.of("index", index, "id", "call_" + index, "type", "function", "function", function));
    }
    if (!calls.isEmpty()) {
      chunk(out, Map.of("tool_calls", calls), null);
    }
    chunk(out, Map.of(), calls.isEmpty() ? "stop" : "tool_calls");
    int read = promptChars / CHARS_PER_TOKEN;
    int written = turn.text().length() / CHARS_PER_TOKEN + 1;
    var usage =
        Map.of("prompt_tokens", read, "completion_tokens", written, "total_tokens", read + written);
    send(out, Json.write(Map.of("choices", List.of(), "usage", usage)));
    send(out, "[DONE]");
  }

  private static void chunk(OutputStream out, Map<String, ?> delta, String reason)
      throws IOException {
    var choice = Json.mapper().createObjectNode().put("index", 0);
    choice.set("delta", Json.mapper().valueToTree(delta));
    choice.put("finish_reason", reason);
    var chunk =
        Map.of(
            "id",
            "c",
            "object",
            "chat.completion.chunk",
            "model",
            "demo",
            "choices",
            List.of(choice));
    send(out, Json.write(chunk));
  }

  private static void send(OutputStream out, String data) throws IOException {
    out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
