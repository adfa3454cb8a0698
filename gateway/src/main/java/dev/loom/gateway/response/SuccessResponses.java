package dev.loom.gateway.response;

import dev.loom.bus.json.Json;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Consumer;
import java.util.function.Function;

/// Sends successful responses.
public final class SuccessResponses {
  private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
  private static final CharSequence TEXT = HttpHeaders.createOptimized("text/plain; charset=utf-8");

  private SuccessResponses() {}

  /// Sends 200 with the JSON view of a reply, or fails the request with the error of the reply.
  public static <R> void sendJson(
      RoutingContext context, Future<R> reply, Function<R, Object> view) {
    onReply(context, reply, value -> sendJson(context, 200, view.apply(value)));
  }

  /// Sends 200 with a reply that is already serialized as JSON, or fails the request with the error
  /// of the reply.
  public static <R> void sendSerialized(
      RoutingContext context, Future<R> reply, Function<R, Buffer> serializer) {
    onReply(context, reply, value -> send(context, 200, JSON, serializer.apply(value)));
  }

  private static <R> void onReply(RoutingContext context, Future<R> reply, Consumer<R> send) {
    reply.onComplete(
        result -> {
          if (result.failed()) {
            context.fail(result.cause());
            return;
          }
          try {
            send.accept(result.result());
          } catch (RuntimeException failure) {
            context.fail(failure);
          }
        });
  }

  /// Sends JSON.
  ///
  /// @param body a record or a JSON-compatible tree
  public static void sendJson(RoutingContext context, int status, Object body) {
    send(context, status, JSON, toJson(body));
  }

  /// Sends a serialized JSON document.
  public static void sendSerialized(RoutingContext context, String json) {
    send(context, 200, JSON, Buffer.buffer(json));
  }

  /// Sends plain text.
  public static void sendText(RoutingContext context, String text) {
    send(context, 200, TEXT, Buffer.buffer(text));
  }

  /// Serializes a body through a string: the byte-based JSON generator throws on a lone surrogate,
  /// whereas encoding a string replaces it.
  public static Buffer toJson(Object body) {
    return Buffer.buffer(Json.write(body));
  }

  private static void send(RoutingContext context, int status, CharSequence type, Buffer body) {
    var response = context.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, type)
        .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()))
        .end(body);
  }
}
