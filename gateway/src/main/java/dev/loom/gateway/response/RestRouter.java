package dev.loom.gateway.response;

import dev.loom.bus.json.Json;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Consumer;
import java.util.function.Function;

/// Mounts handlers that return the body of a successful response: a [Buffer] is sent as it is,
/// anything else as JSON. A failure becomes a [Problem]. The status is 200 and the content type
/// JSON, unless the handler sets others on the response.
///
/// While a body is pending, `100 Continue` is sent at intervals, so that the server's write timeout
/// does not close the connection. Clients ignore these interim responses.
public final class RestRouter {
  private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

  /// Shorter than the write timeout. Clients that accept only five interim responses wait for about
  /// four minutes.
  private static final long INTERIM_MILLIS = 50_000;

  private final Vertx vertx;
  private final Router router;
  private final long interimMillis;

  public RestRouter(Vertx vertx, Router router) {
    this(vertx, router, INTERIM_MILLIS);
  }

  RestRouter(Vertx vertx, Router router, long interimMillis) {
    this.vertx = vertx;
    this.router = router;
    this.interimMillis = interimMillis;
  }

  /// Mounts a handler for `GET` and `HEAD`.
  public void get(String path, Function<RestRequest, Future<?>> handler) {
    getStream(path, request -> respond(request.context(), handler.apply(request)));
  }

  /// Mounts a handler for `GET` and `HEAD` that sends the response itself.
  public void getStream(String path, Consumer<RestRequest> handler) {
    router
        .route(path)
        .method(HttpMethod.GET)
        .method(HttpMethod.HEAD)
        .handler(context -> handler.accept(new RestRequest(context)));
  }

  /// Mounts a handler for `POST`.
  public void post(String path, Function<RestRequest, Future<?>> handler) {
    mount(HttpMethod.POST, path, handler);
  }

  /// Mounts a handler for another method.
  public void mount(HttpMethod method, String path, Function<RestRequest, Future<?>> handler) {
    router
        .route(method, path)
        .handler(context -> respond(context, handler.apply(new RestRequest(context))));
  }

  private void respond(RoutingContext context, Future<?> body) {
    // HTTP/1.0 clients do not support interim responses.
    if (!body.isComplete() && context.request().version() != HttpVersion.HTTP_1_0) {
      var timer = vertx.setPeriodic(interimMillis, ignored -> sendContinue(context));
      body.onComplete(ignored -> vertx.cancelTimer(timer));
    }
    body.map(RestRouter::encode).onComplete(bytes -> send(context, bytes), context::fail);
  }

  private static void sendContinue(RoutingContext context) {
    var response = context.response();
    if (!response.headWritten() && !response.closed()) {
      response.writeContinue();
    }
  }

  /// Serializes JSON through a string: the byte-based JSON generator throws on a lone surrogate,
  /// whereas encoding a string replaces it.
  private static Buffer encode(Object body) {
    return body instanceof Buffer buffer ? buffer : Buffer.buffer(Json.write(body));
  }

  private static void send(RoutingContext context, Buffer body) {
    var response = context.response();
    if (response.ended() || response.closed()) {
      return;
    }
    if (!response.headers().contains(HttpHeaders.CONTENT_TYPE)) {
      response.putHeader(HttpHeaders.CONTENT_TYPE, JSON);
    }
    response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length())).end(body);
  }
}
