package dev.loom.models;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.contracts.json.Json;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/// A server of chat completions that refuses whatever the real one refuses, and then answers as the
/// test says.
final class StrictOpenAi {
  private static final Set<String> FIELDS =
      Set.of(
          "model",
          "messages",
          "tools",
          "max_tokens",
          "temperature",
          "response_format",
          "stream",
          "stream_options");

  final List<JsonNode> requests = new CopyOnWriteArrayList<>();
  final List<String> authorizations = new CopyOnWriteArrayList<>();
  final BlockingQueue<String> closed = new LinkedBlockingQueue<>();
  final BlockingQueue<String> arrived = new LinkedBlockingQueue<>();
  private final Queue<Reply> replies = new ConcurrentLinkedQueue<>();
  private final HttpServer server;

  /// How a request is answered, on the server's event loop.
  @FunctionalInterface
  interface Reply {
    void to(HttpServerResponse response);
  }

  StrictOpenAi(Vertx vertx) {
    server =
        vertx
            .createHttpServer()
            .connectionHandler(connection -> connection.closeHandler(gone -> closed.add("closed")))
            .requestHandler(this::handle)
            .listen(0, "127.0.0.1")
            .await();
  }

  String url() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  /// The next request is answered so.
  void next(Reply reply) {
    replies.add(reply);
  }

  private void handle(HttpServerRequest request) {
    if (request.path().equals("/v1/models")) {
      request.response().end("{\"object\":\"list\",\"data\":[]}");
      return;
    }
    authorizations.add(String.valueOf(request.getHeader("authorization")));
    request
        .body()
        .onSuccess(
            body -> {
              var problem = problem(request, body.toString());
              if (!problem.isEmpty()) {
                status(400, "{\"error\":{\"message\":\"" + problem + "\"}}").to(request.response());
                return;
              }
              requests.add(Json.parse(body.toString()));
              arrived.add("arrived");
              var reply = replies.poll();
              (reply == null ? text("ok") : reply).to(request.response());
            });
  }

  private static String problem(HttpServerRequest request, String body) {
    if (!request.method().name().equals("POST")
        || !request.path().equals("/v1/chat/completions")
        || !"application/json".equals(request.getHeader("content-type"))) {
      return "not POST /v1/chat/completions with application/json";
    }
    var json = Json.parse(body);
    for (var field : (Iterable<String>) json::fieldNames) {
      if (!FIELDS.contains(field)) {
        return "unknown field " + field;
      }
    }
    if (json.path("model").asText("").isEmpty()) {
      return "you must provide a model parameter";
    }
    if (!json.path("max_tokens").isInt()) {
      return "max_tokens must be an integer";
    }
    if (!json.path("stream").asBoolean() && json.has("stream_options")) {
      return "stream_options is only allowed when stream is enabled";
    }
    for (var tool : json.path("tools")) {
      if (!tool.path("type").asText().equals("function")
          || !tool.at("/function/name").isTextual()
          || !tool.at("/function/parameters/type").asText().equals("object")) {
        return "a tool is wrong";
      }
    }
    return messagesProblem(json.path("messages"));
  }

  private static String messagesProblem(JsonNode messages) {
    if (!messages.isArray() || messages.isEmpty()) {
      return "messages must be a non-empty array";
    }
    Set<String> open = new HashSet<>();
    for (var message : messages) {
      var role = message.path("role").asText();
      if (!role.equals("tool") && !open.isEmpty()) {
        return "tool_call_ids did not have response messages";
      }
      switch (role) {
        case "system", "user" -> {
          if (!message.path("content").isTextual()) {
            return "content must be a string";
          }
        }
        case "assistant" -> {
          for (var call : message.path("tool_calls")) {
            if (!call.at("/function/arguments").isTextual()
                || !Json.parse(call.at("/function/arguments").textValue()).isObject()) {
              return "arguments must be a string of a JSON object";
            }
            open.add(call.path("id").asText());
          }
        }
        case "tool" -> {
          if (!open.remove(message.path("tool_call_id").asText())) {
            return "messages with role tool must be a response to a preceding tool_calls";
          }
        }
        default -> {
          return "unknown role " + role;
        }
      }
    }
    return open.isEmpty() ? "" : "tool_call_ids did not have response messages";
  }

  // ---- replies ----

  static String chunk(String delta) {
    return chunk(delta, "null");
  }

  static String chunk(String delta, String reason) {
    return "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"model\":\"m-1\",\"new_field\":1,"
        + "\"choices\":[{\"index\":0,\"delta\":"
        + delta
        + ",\"finish_reason\":"
        + reason
        + "}]}\n\n";
  }

  static final String USAGE =
      "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3}}\n\n";
  static final String DONE = "data: [DONE]\n\n";

  static Reply text(String text) {
    return stream(
        chunk("{\"role\":\"assistant\",\"content\":null}")
            + chunk("{\"content\":" + Json.write(text) + "}")
            + chunk("{}", "\"stop\"")
            + USAGE
            + DONE);
  }

  static Reply stream(String body) {
    return response -> head(response).end(body);
  }

  /// Each byte alone, each in an HTTP chunk of its own.
  static Reply drip(byte[] body) {
    return response -> {
      head(response);
      for (var b : body) {
        response.write(Buffer.buffer(new byte[] {b}));
      }
      response.end();
    };
  }

  static Reply silentAfter(String body) {
    return response -> {
      if (!body.isEmpty()) {
        head(response).write(body);
      }
    };
  }

  static Reply cutAfter(String body) {
    return response -> head(response).write(body).onComplete(written -> response.reset());
  }

  static Reply status(int status, String body, String... headers) {
    return response -> {
      response.setStatusCode(status);
      for (var at = 0; at < headers.length; at += 2) {
        response.putHeader(headers[at], headers[at + 1]);
      }
      response.end(body);
    };
  }

  static Reply document(String body) {
    return response -> response.putHeader("content-type", "application/json").end(body);
  }

  private static HttpServerResponse head(HttpServerResponse response) {
    return response.setChunked(true).putHeader("content-type", "text/event-stream");
  }

  /// What a list of JSON texts makes as tool call fragments.
  static String calls(String... fragments) {
    var body = new StringBuilder(chunk("{\"role\":\"assistant\",\"content\":null}"));
    for (var fragment : new ArrayList<>(List.of(fragments))) {
      body.append(chunk("{\"tool_calls\":[" + fragment + "]}"));
    }
    return body + chunk("{}", "\"stop\"") + DONE;
  }
}
