package dev.loom.gateway.response;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;

/// Sends `100 Continue` at intervals while a reply is pending, so that the server's write timeout
/// does not close the connection. Clients ignore these interim responses.
public final class InterimResponses {
  /// Shorter than the write timeout. Clients that accept only five interim responses wait for about
  /// four minutes.
  private static final long INTERVAL_MILLIS = 50_000;

  private final Vertx vertx;
  private final long intervalMillis;

  public InterimResponses(Vertx vertx) {
    this(vertx, INTERVAL_MILLIS);
  }

  InterimResponses(Vertx vertx, long intervalMillis) {
    this.vertx = vertx;
    this.intervalMillis = intervalMillis;
  }

  /// Sends interim responses until a reply completes. Does nothing for HTTP/1.0 clients, which do
  /// not support them.
  ///
  /// @return the same reply
  public <R> Future<R> sendWhile(RoutingContext context, Future<R> reply) {
    if (reply.isComplete() || context.request().version() == HttpVersion.HTTP_1_0) {
      return reply;
    }
    var timer = vertx.setPeriodic(intervalMillis, ignored -> sendContinue(context));
    return reply.onComplete(ignored -> vertx.cancelTimer(timer));
  }

  private static void sendContinue(RoutingContext context) {
    var response = context.response();
    if (!response.headWritten() && !response.closed()) {
      response.writeContinue();
    }
  }
}
