package dev.loom.gateway.response;

import dev.loom.contracts.json.Json;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Consumer;
import java.util.function.Function;

/// Answers that went well.
public final class ApiResponses {
  private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
  private static final CharSequence TEXT = HttpHeaders.createOptimized("text/plain; charset=utf-8");

  private ApiResponses() {}

  /// Answers 200 with what a room says, put into the words of the API, or with its refusal.
  public static <R> void sendJson(
      RoutingContext context, Future<R> reply, Function<R, Object> view) {
    sendJson(context, 200, reply, view);
  }

  /// Answers with a status and what a room says, put into the words of the API, or with its
  /// refusal.
  public static <R> void sendJson(
      RoutingContext context, int status, Future<R> reply, Function<R, Object> view) {
    onReply(context, reply, value -> sendJson(context, status, view.apply(value)));
  }

  /// Answers 200 with what a room says, as JSON that is written once and sent again and again, or
  /// with its refusal.
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
          } catch (RuntimeException failed) {
            context.fail(failed);
          }
        });
  }

  /// Answers with JSON.
  ///
  /// @param body a record or a JSON-shaped tree
  public static void sendJson(RoutingContext context, int status, Object body) {
    send(context, status, JSON, toJson(body));
  }

  /// Answers with JSON that is already written.
  public static void sendSerialized(RoutingContext context, String json) {
    send(context, 200, JSON, Buffer.buffer(json));
  }

  /// Answers with plain text.
  public static void sendText(RoutingContext context, String text) {
    send(context, 200, TEXT, Buffer.buffer(text));
  }

  /// A body's JSON, by way of a text, because the byte-wise JSON generator throws at half a
  /// surrogate pair, where this writes a replacement character.
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
