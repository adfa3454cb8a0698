package dev.loom.models;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.contracts.json.Json;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// A model server on a real socket that refuses whatever the real one refuses, and then answers as
/// the test says.
abstract class StrictServer {
  final List<JsonNode> requests = new CopyOnWriteArrayList<>();
  final List<String> authorizations = new CopyOnWriteArrayList<>();
  final BlockingQueue<String> closed = new LinkedBlockingQueue<>();
  final BlockingQueue<String> arrivals = new LinkedBlockingQueue<>();

  /// The models it has; any at all when none is named.
  final Set<String> models = new CopyOnWriteArraySet<>();

  /// How many questions it did not take.
  final AtomicInteger rejections = new AtomicInteger();

  private final Queue<Reply> replies = new ConcurrentLinkedQueue<>();
  private final HttpServer server;

  /// What is answered when no reply was prepared, by what was said last.
  private volatile Function<String, ScriptedResponse> defaultResponse =
      said -> ScriptedResponse.text("ok").withUsage(7, 3, 0);

  private volatile String rightKey = "";

  /// How a request is answered, on the server's event loop.
  @FunctionalInterface
  interface Reply {
    void to(HttpServerResponse response);
  }

  /// A request as the routes see it.
  ///
  /// @param json of its body; null when there is none
  record ReceivedRequest(HttpServerRequest http, JsonNode json) {
    boolean is(String method, String path) {
      return http.method().name().equals(method) && http.path().equals(path);
    }

    String header(String name) {
      return http.getHeader(name);
    }
  }

  StrictServer(Vertx vertx, int port) {
    server =
        vertx
            .createHttpServer()
            .connectionHandler(connection -> connection.closeHandler(gone -> closed.add("closed")))
            .requestHandler(this::handle)
            .listen(port, "127.0.0.1")
            .await();
  }

  /// Answers what is no question to a model itself, and passes questions to [#respond].
  ///
  /// @throws RejectedRequest when the real server would not take it
  abstract Reply route(ReceivedRequest received);

  abstract ResponseEncoder encoder();

  /// The body of a refusal in this wire's shape.
  abstract String errorBody(int status, String code, String message);

  /// The text of the last message; `tool results` when it holds those.
  abstract String lastText(JsonNode question);

  /// What the model thought in earlier turns, as far as the question brings it back.
  abstract List<String> reasoningIn(JsonNode question);

  /// The names of the tools on offer, as they came.
  List<String> toolNamesIn(JsonNode question) {
    var names = new ArrayList<String>();
    for (var tool : question.path("tools")) {
      names.add(tool.path("name").asText(tool.at("/function/name").asText()));
    }
    return names;
  }

  /// Whether the question asks for a stream.
  boolean isStream(JsonNode question) {
    return question.path("stream").asBoolean(false);
  }

  String url() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  /// The next question is answered so.
  void enqueue(Reply reply) {
    replies.add(reply);
  }

  /// The next question is answered with a streamed tale.
  void enqueue(ScriptedResponse response) {
    enqueue(stream(encoder().contentType(), encode(response)));
  }

  /// What a tale is in a stream of this wire.
  String encode(ScriptedResponse response) {
    var encoded = String.join("", encoder().stream(response));
    return response.error().isEmpty()
        ? encoded
        : encoded + encoder().errorInStream(response.error());
  }

  void respondByDefault(Function<String, ScriptedResponse> bySaid) {
    defaultResponse = bySaid;
  }

  /// Every other key is refused, and shown in full in the refusal.
  void acceptOnlyKey(String key) {
    rightKey = key;
  }

  private void handle(HttpServerRequest request) {
    request.body().onSuccess(body -> answer(request, body.toString()));
  }

  private void answer(HttpServerRequest request, String body) {
    Reply reply;
    try {
      reply = route(new ReceivedRequest(request, body.isEmpty() ? null : parsed(body)));
    } catch (RejectedRequest refused) {
      rejections.incrementAndGet();
      reply = rejecting(refused.status, refused.code, refused.getMessage());
    } catch (RuntimeException broken) {
      reply = status(500, "the strict server itself is broken: " + broken);
    }
    reply.to(request.response());
  }

  private static JsonNode parsed(String body) {
    try {
      return Json.parse(body);
    } catch (IllegalArgumentException malformed) {
      throw new RejectedRequest("We could not parse the JSON body of your request.");
    }
  }

  Reply rejection(int status, String message, String... headers) {
    return rejecting(status, "", message, headers);
  }

  private Reply rejecting(int status, String code, String message, String... headers) {
    return response -> {
      response.putHeader("content-type", "application/json");
      status(status, errorBody(status, code, message), headers).to(response);
    };
  }

  static RejectedRequest notFound(ReceivedRequest received) {
    return new RejectedRequest(
        404, "", "no route " + received.http().method() + " " + received.http().path());
  }

  static void requireJson(ReceivedRequest received) {
    var type = String.valueOf(received.header("content-type"));
    RejectedRequest.rejectIf(
        received.json() == null || !type.startsWith("application/json"),
        "the body must be JSON, with content-type application/json");
  }

  /// Whether only one key is let in.
  boolean requiresKey() {
    return !rightKey.isEmpty();
  }

  /// @param key the key as it came; null when there was none
  void authenticate(String key, String whenMissing, String whenWrong) {
    if (key == null || key.isBlank()) {
      throw new RejectedRequest(401, "", whenMissing);
    }
    if (requiresKey() && !rightKey.equals(key)) {
      throw new RejectedRequest(401, "invalid_api_key", whenWrong + key);
    }
  }

  static String bearer(ReceivedRequest received) {
    var header = received.header("authorization");
    return header != null && header.startsWith("Bearer ") ? header.substring(7) : null;
  }

  boolean isServed(String model) {
    return models.isEmpty() || models.contains(model);
  }

  /// A question that nothing is wrong with.
  Reply respond(JsonNode question) {
    requests.add(question);
    arrivals.add("arrived");
    var prepared = replies.poll();
    if (prepared != null) {
      return prepared;
    }
    var response = defaultResponse.apply(lastText(question));
    return isStream(question)
        ? stream(encoder().contentType(), encode(response))
        : document(encoder().document(response));
  }

  // ---- replies ----

  static Reply stream(String body) {
    return stream("text/event-stream", body);
  }

  static Reply stream(String contentType, String body) {
    return response -> head(response, contentType).end(body);
  }

  /// Each byte alone, each in an HTTP chunk of its own.
  static Reply oneBytePerChunk(byte[] body) {
    return response -> {
      head(response, "text/event-stream");
      for (var b : body) {
        response.write(Buffer.buffer(new byte[] {b}));
      }
      response.end();
    };
  }

  static Reply silentAfter(String body) {
    return response -> {
      if (!body.isEmpty()) {
        head(response, "text/event-stream").write(body);
      }
    };
  }

  static Reply resetAfter(String body) {
    return response ->
        head(response, "text/event-stream").write(body).onComplete(written -> response.reset());
  }

  /// The connection is gone before a status line.
  static Reply resetBeforeHead() {
    return HttpServerResponse::reset;
  }

  /// Says the same again and again, never faster than it is read, until nobody listens or it said
  /// it so often.
  static Reply repeat(String first, String again, int times) {
    return response -> {
      head(response, "text/event-stream").write(first);
      more(response, Buffer.buffer(again), times);
    };
  }

  private static void more(HttpServerResponse response, Buffer again, int times) {
    if (times == 0) {
      response.end();
      return;
    }
    response.write(again).onSuccess(written -> more(response, again, times - 1));
  }

  /// Says a line every so often and never ends.
  static Reply every(Vertx vertx, long millis, String again) {
    return response -> {
      head(response, "text/event-stream").write(again);
      var timer = vertx.setPeriodic(millis, ignored -> response.write(again));
      response.closeHandler(gone -> vertx.cancelTimer(timer));
    };
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

  private static HttpServerResponse head(HttpServerResponse response, String contentType) {
    return response.setChunked(true).putHeader("content-type", contentType);
  }
}
