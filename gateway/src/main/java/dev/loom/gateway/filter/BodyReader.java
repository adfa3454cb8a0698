package dev.loom.gateway.filter;

import dev.loom.gateway.response.Problem;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/// Reads request bodies up to a limit before any route runs. Bytes that arrive after the response
/// are discarded.
final class BodyReader implements Handler<RoutingContext> {
  private static final String BODY_KEY = "loom.body";

  private final int bytesMax;
  private final Problem tooLarge;

  BodyReader(int bytesMax) {
    this.bytesMax = bytesMax;
    this.tooLarge =
        Problem.permanent(
            413,
            "content_too_large",
            "The request body is larger than "
                + bytesMax
                + " bytes; put long texts into files of the workspace, or raise"
                + " server.request_bytes_max.");
  }

  /// Returns the body of a request, empty if it has none.
  static Buffer bodyOf(RoutingContext context) {
    Buffer body = context.get(BODY_KEY);
    return body == null ? Buffer.buffer() : body;
  }

  static boolean hasBody(HttpServerRequest request) {
    var length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return length != null && !"0".equals(length)
        || request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
  }

  /// Returns whether the `Content-Length` exceeds the limit.
  boolean isDeclaredTooLarge(HttpServerRequest request) {
    var length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length == null) {
      return false;
    }
    try {
      return Long.parseLong(length) > bytesMax;
    } catch (NumberFormatException ignored) {
      return true;
    }
  }

  Problem tooLarge() {
    return tooLarge;
  }

  @Override
  public void handle(RoutingContext context) {
    var request = context.request();
    if (!hasBody(request)) {
      context.next();
      return;
    }
    if (request.headers().contains(HttpHeaders.EXPECT)) {
      context.response().writeContinue();
    }
    var body = Buffer.buffer();
    request.handler(
        chunk -> {
          if (body.length() + chunk.length() <= bytesMax) {
            body.appendBuffer(chunk);
          } else {
            tooLarge.send(context.response());
          }
        });
    request.endHandler(
        ignored -> {
          if (!context.response().ended()) {
            context.put(BODY_KEY, body);
            context.next();
          }
        });
  }
}
