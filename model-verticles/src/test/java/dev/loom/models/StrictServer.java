package dev.loom.models;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.bus.json.Json;
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

/// A fake model server on a real socket that rejects what the real one rejects, and otherwise
/// responds as the test scripts.
abstract class StrictServer {
  final List<JsonNode> requests = new CopyOnWriteArrayList<>();
  final List<String> authorizations = new CopyOnWriteArrayList<>();
  final BlockingQueue<String> closed = new LinkedBlockingQueue<>();
  final BlockingQueue<String> arrivals = new LinkedBlockingQueue<>();

  /// The available models; if empty, every model is available.
  final Set<String> models = new CopyOnWriteArraySet<>();

  /// The number of rejected requests.
  final AtomicInteger rejections = new AtomicInteger();

  private final Queue<Reply> replies = new ConcurrentLinkedQueue<>();
  private final HttpServer server;

  /// The response if none is queued, by the text of the last message.
  private volatile Function<String, ScriptedResponse> defaultResponse =
      said -> ScriptedResponse.text("ok").withUsage(7, 3, 0);

  private volatile String rightKey = "";

  /// A reply, sent on the server's event loop.
  @FunctionalInterface
  interface Reply {
    void to(HttpServerResponse response);
  }

  /// A request as seen by the routes.
  ///
  /// @param json the JSON body; null if there is none
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

  /// Handles requests other than model calls itself, and passes model calls to [#respond].
  ///
  /// @throws RejectedRequest if the real server would reject the request
  abstract Reply route(ReceivedRequest received);

  abstract ResponseEncoder encoder();

  /// Returns an error body in the protocol's format.
  abstract String errorBody(int status, String code, String message);

  /// Returns the text of the last message, or `tool results` if it contains those.
  abstract String lastText(JsonNode request);

  /// Returns the reasoning of earlier turns that the request sends back.
  abstract List<String> reasoningIn(JsonNode request);

  /// Returns the names of the offered tools as sent.
  List<String> toolNamesIn(JsonNode request) {
    var names = new ArrayList<String>();
    for (var tool : request.path("tools")) {
      names.add(tool.path("name").asText(tool.at("/function/name").asText()));
    }
    return names;
  }

  /// Returns whether the request asks for a stream.
  boolean isStream(JsonNode request) {
    return request.path("stream").asBoolean(false);
  }

  String url() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  /// Queues a reply for the next model call.
  void enqueue(Reply reply) {
    replies.add(reply);
  }

  /// Queues a streamed response for the next model call.
  void enqueue(ScriptedResponse response) {
    enqueue(stream(encoder().contentType(), encode(response)));
  }

  /// Returns the response as a stream of this protocol.
  String encode(ScriptedResponse response) {
    var encoded = String.join("", encoder().stream(response));
    return response.error().isEmpty()
        ? encoded
        : encoded + encoder().errorInStream(response.error());
  }

  void respondByDefault(Function<String, ScriptedResponse> bySaid) {
    defaultResponse = bySaid;
  }

  /// Rejects every other key with an error that contains the key.
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
    } catch (RejectedRequest rejected) {
      rejections.incrementAndGet();
      reply = rejecting(rejected.status, rejected.code, rejected.getMessage());
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

  /// Returns whether a key is required.
  boolean requiresKey() {
    return !rightKey.isEmpty();
  }

  /// @param key the received key; null if there was none
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

  /// Responds to a valid model call.
  Reply respond(JsonNode request) {
    requests.add(request);
    arrivals.add("arrived");
    var prepared = replies.poll();
    if (prepared != null) {
      return prepared;
    }
    var response = defaultResponse.apply(lastText(request));
    return isStream(request)
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

  /// Sends each byte in its own HTTP chunk.
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

  /// Resets the connection before the status line.
  static Reply resetBeforeHead() {
    return HttpServerResponse::reset;
  }

  /// Sends a text repeatedly, no faster than it is read, until the client disconnects or the count
  /// is reached.
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

  /// Sends a line periodically and never ends.
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
