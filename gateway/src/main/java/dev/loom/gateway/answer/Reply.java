package dev.loom.gateway.answer;

import dev.loom.contracts.json.Json;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
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
    answer.onComplete(
        result -> {
          if (result.failed()) {
            context.fail(result.cause());
            return;
          }
          try {
            json(context, status, view.apply(result.result()));
          } catch (RuntimeException failed) {
            context.fail(failed);
          }
        });
  }

  /// Answers with JSON.
  ///
  /// @param body a record or a JSON-shaped tree
  public static void json(RoutingContext context, int status, Object body) {
    send(context, status, JSON, Json.write(body));
  }

  /// Answers with JSON that is already written.
  public static void written(RoutingContext context, String json) {
    send(context, 200, JSON, json);
  }

  /// Answers with plain text.
  public static void text(RoutingContext context, String text) {
    send(context, 200, TEXT, text);
  }

  /// Encoding by way of a text, because the byte-wise JSON generator throws at half a surrogate
  /// pair, where this writes a replacement character.
  private static void send(RoutingContext context, int status, CharSequence type, String text) {
    var response = context.response();
    if (response.ended() || response.closed()) {
      return;
    }
    var body = Buffer.buffer(text);
    response
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, type)
        .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()))
        .end(body);
  }
}
