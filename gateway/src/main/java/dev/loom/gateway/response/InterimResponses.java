package dev.loom.gateway.response;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;

/// Keeps a connection open while its answer takes longer than the server's limit on stuck writes:
/// now and then it says `100 Continue`, which clients pass over.
public final class InterimResponses {
  /// Shorter than that limit, and long enough that the five provisional answers which some clients
  /// take at most last for minutes.
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

  /// The same answer, with a connection that is still there when it comes. HTTP/1.0 knows no
  /// provisional answers and has to do without.
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
