package dev.loom.gateway.answer;

import dev.loom.contracts.json.Json;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Consumer;
import java.util.function.Function;

/// Answers that went well.
public final class Reply {
  private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
  private static final CharSequence TEXT = HttpHeaders.createOptimized("text/plain; charset=utf-8");

  private Reply() {}

  /// Answers 200 with what a room says, put into the words of the API, or with its refusal.
  public static <R> void json(RoutingContext context, Future<R> answer, Function<R, Object> view) {
    json(context, 200, answer, view);
  }

  /// Answers with a status and what a room says, put into the words of the API, or with its
  /// refusal.
  public static <R> void json(
      RoutingContext context, int status, Future<R> answer, Function<R, Object> view) {
    answer(context, answer, said -> json(context, status, view.apply(said)));
  }

  /// Answers 200 with what a room says, as JSON that is written once and sent again and again, or
  /// with its refusal.
  public static <R> void written(
      RoutingContext context, Future<R> answer, Function<R, Buffer> written) {
    answer(context, answer, said -> send(context, 200, JSON, written.apply(said)));
  }

  private static <R> void answer(RoutingContext context, Future<R> answer, Consumer<R> send) {
    answer.onComplete(
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
  public static void json(RoutingContext context, int status, Object body) {
    send(context, status, JSON, bytes(body));
  }

  /// Answers with JSON that is already written.
  public static void written(RoutingContext context, String json) {
    send(context, 200, JSON, Buffer.buffer(json));
  }

  /// Answers with plain text.
  public static void text(RoutingContext context, String text) {
    send(context, 200, TEXT, Buffer.buffer(text));
  }

  /// A body's JSON, by way of a text, because the byte-wise JSON generator throws at half a
  /// surrogate pair, where this writes a replacement character.
  public static Buffer bytes(Object body) {
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
