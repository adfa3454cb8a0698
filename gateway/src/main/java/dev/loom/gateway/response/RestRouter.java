package dev.loom.gateway.response;

import dev.loom.bus.Bus;
import dev.loom.bus.json.Json;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/// Mounts handlers that return the body of a successful response: a [Buffer] is sent as it is,
/// anything else as JSON. A failure becomes a [Problem]. The status is 200 and the content type
/// JSON, unless the handler sets others on the response.
///
/// A route declares its query parameters; a request with another one is rejected.
public final class RestRouter {
  private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

  private final Router router;
  private final RepeatedRequests repeated;

  public RestRouter(Router router, Bus bus) {
    this.router = router;
    this.repeated = new RepeatedRequests(bus);
  }

  /// Mounts a handler for `GET` and `HEAD`.
  ///
  /// @param parameters names of the query parameters
  public void get(String path, Function<RestRequest, Future<?>> handler, String... parameters) {
    getStream(path, request -> respond(request.context(), handler.apply(request)), parameters);
  }

  /// Mounts a handler for `GET` and `HEAD` that sends the response itself.
  ///
  /// @param parameters names of the query parameters
  public void getStream(String path, Consumer<RestRequest> handler, String... parameters) {
    var names = List.of(parameters);
    router
        .route(path)
        .method(HttpMethod.GET)
        .method(HttpMethod.HEAD)
        .handler(context -> handler.accept(new RestRequest(context, names)));
  }

  /// Mounts a handler for `POST` that treats the `Idempotency-Key` itself.
  public void postWithOwnKey(String path, Function<RestRequest, Future<?>> handler) {
    router
        .post(path)
        .handler(context -> respond(context, handler.apply(new RestRequest(context, List.of()))));
  }

  /// Mounts a handler for `POST`. A repetition with the same `Idempotency-Key` has no effect.
  public void post(String path, Function<RestRequest, Future<?>> handler) {
    mount(HttpMethod.POST, path, handler);
  }

  /// Mounts a handler for another method, as [#post] does.
  public void mount(HttpMethod method, String path, Function<RestRequest, Future<?>> handler) {
    router
        .route(method, path)
        .handler(
            context -> {
              var request = new RestRequest(context, List.of());
              respond(
                  context,
                  repeated.run(
                      request,
                      method + " " + path,
                      () -> handler.apply(request).map(RestRouter::encode)));
            });
  }

  private static void respond(RoutingContext context, Future<?> body) {
    body.map(RestRouter::encode).onComplete(bytes -> send(context, bytes), context::fail);
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
